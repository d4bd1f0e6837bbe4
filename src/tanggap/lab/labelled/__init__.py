"""Our own labelled set: texts about invented events, judged twice and settled. See ``DATASHEET.md`` beside this.

`load` reads a part: ``dev`` to train and choose on, ``test`` to be opened once for a release.
"""

from tanggap.lab.labelled.texts import Label, LabelledText, Quoted, Target, is_test_event, load

__all__ = ["Label", "LabelledText", "Quoted", "Target", "is_test_event", "load"]
