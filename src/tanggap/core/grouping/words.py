"""Words that can tell one matter from another: tokens of a text without the words that every text has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Letters and digits of any script; a word of one character tells nothing apart.
_WORD = re.compile(r"\w\w+")
_EVERY_WORD = re.compile(r"\w+")

# Function words of Indonesian, of newsrooms ("kata", "ujar"), of Banjarese and of the English that national
# media write. Our own list: words that say nothing about the matter.
_FUNCTION_WORDS = """
ada adalah adapun agar akan akhirnya akibat aku alias anda antara apa apabila apakah apalagi asal atas atau
bagai bagaimana bagi bahkan bahwa baik bakal banyak baru bawah beberapa begini begitu belum berada beri berikut
berupa berbagai bersama besar betul biar biasa bila bisa boleh buat bukan cara cukup cuma dalam dan dapat dari
daripada demi demikian dengan depan di dia diri disebut dong dua dulu entah guna hal hampir hanya harus hendak
hingga ia ialah ikut ingin ini itu jadi jangan jelang jika juga justru kah kala kalau kali kami kamu kapan
karena kata katanya ke kecuali kembali kemudian kenapa kepada kerap kita lagi lah lain lainnya lalu lama lebih
lewat lho maka makin mana masih masing maupun melainkan melalui memang mengapa menjadi menurut mereka meski
meskipun mulai mungkin namun nanti nih nya oleh orang pada padahal paling para pasti pasca per perlu pernah pula
pun saat saja salah saling sama sambil sampai sana sang sangat satu saya se seakan sebab sebagai sebagaimana
sebagian sebelum sebelumnya sebuah secara sedang sedangkan segera sehingga sejak sejumlah sekali sekarang
sekitar selain selalu selama seluruh semakin sementara semua sendiri seorang seperti sering serta sesuai sesuatu
setelah setiap siapa silakan sini situ soal suatu sudah supaya tadi tak tanpa tapi telah tentang tentu terhadap
terjadi terkait tersebut tetap tetapi tiap tidak tiga toh turut ucap ujar ujarnya ungkap ungkapnya untuk usai
usah waktu walau walaupun wib wit wita yaitu yakni yang
baca berita foto video simak selengkapnya halaman hari jam pukul tahun bulan tanggal
senin selasa rabu kamis jumat sabtu minggu
gak nggak ngga enggak ga gk udah aja kok sih deh yg dgn utk tdk krn jd sdh blm dlm pd bgt banget gue gua lu
kada kd kdd wan gasan nang urang haja ulun pian ikam inya nitu ngini ngitu sidin lawan dimana jar ujarku

about after again against all also am an and any are as at be because been before being but by can could did do
does during for from had has have he her here hers him his how if in into is it its just may me might more most
my new no nor not now of off on one only or other our out over own said same say says she should so some such
than that the their them then there these they this those through to too under until up us very was we were what
when where which while who whom why will with would you your
"""
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())


def words_of(text: str) -> list[str]:
    """Words of `text` from two characters up, in order and in one form of writing, stop words included.

    >>> words_of("Banjir di Martapura: 1.200 rumah terendam!")
    ['banjir', 'di', 'martapura', '200', 'rumah', 'terendam']
    """
    return _WORD.findall(_one_writing(text))


def every_word_of(text: str) -> list[str]:
    """Every word of `text` in order, single letters and digits too: they tell a copy from another text.

    >>> every_word_of("Gempa M 5,6!")
    ['gempa', 'm', '5', '6']
    """
    return _EVERY_WORD.findall(_one_writing(text))


def telling(words: Iterable[str]) -> list[str]:
    """Those of `words` that can tell one matter from another.

    >>> telling(["banjir", "di", "martapura"])
    ['banjir', 'martapura']
    """
    return [word for word in words if word not in STOP_WORDS]


def _one_writing(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()
