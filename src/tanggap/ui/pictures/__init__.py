"""Charts as pictures: defined once in `shapes`, drawn by a process of its own, kept by `keeping`.

What draws them weighs 155 MB and takes a second and a half to load, so that only the drawing process loads it, and
only while pictures are wanted.
"""
