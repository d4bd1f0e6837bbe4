"""The words by which a report tells who said what: verbs of saying, public roles, and what a citizen is called.

Source: written for this project; all in lower case, as `tokenise` gives them.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum

from tanggap.core.text.gazetteer import Gazetteer
from tanggap.core.text.tokens import word_set


class Cue(StrEnum):
    """What a word or a run of words tells about speaking."""

    BARE = "bare"  # "kata Rahman": the speaker follows
    OWN = "own"  # "katanya": the speaker is the last one named
    ACTIVE = "active"  # "Rahman mengatakan": the speaker stands before
    PASSIVE = "passive"  # "disampaikan oleh Rahman": the speaker follows
    ACCORDING = "according"  # "menurut Rahman"
    ROLE = "role"
    OFFICE = "office"  # a body that speaks by itself: "dinas tersebut"
    PRIVATE = "private"
    PRONOUN = "pronoun"


_BARE = word_set(
    "kata ujar ucap tutur tegas jelas ungkap papar terang imbuh sebut cetus beber tandas tukas pungkas sambung "
    "lanjut tambah urai kilah sindir keluh pinta harap imbau himbau jawab seloroh cerita kenang pesan timpal sahut "
    "sanggah bantah tekan simpul aku jar pandir ingat klaim nilai ulas rinci ajak tanggap lapor dalih saran duga "
    "janji kritik puji desak usul canda kelakar tulis tanya kecam sesal ralat tantang gurau tekad teriak seru celetuk "
    "sergah protes tuntut lontar"
)
# What only a verb of saying is, wherever it stands before a name.
SURE_BARE = word_set("kata ujar ucap tutur papar imbuh cetus beber tandas tukas pungkas jar")
_ACTIVE = word_set(
    "mengatakan menyatakan menyebut menyebutkan menjelaskan menegaskan mengungkapkan mengungkap menuturkan "
    "memaparkan menerangkan menambahkan mengaku mengakui memastikan menyampaikan mengklaim menilai "
    "menekankan berkata berujar berjanji menjanjikan menguraikan membeberkan mencontohkan melanjutkan merinci "
    "bilang berpesan berharap mengimbau menghimbau mengingatkan menanggapi membenarkan menyayangkan menyarankan "
    "memaklumi menandaskan mengucapkan menyebutnya menjawab menuding meminta mengajak memperkirakan menduga "
    "mengeluhkan mengeluh bercerita mamadahkan bapadah maminta berdalih menyoroti mendesak mengkritik mengapresiasi "
    "melaporkan beralasan meluruskan mengusulkan"
)
# Verbs whose clause is reported speech even without quotation marks.
REPORTING = word_set(
    "mengatakan menyatakan menyebut menyebutkan menjelaskan menegaskan mengungkapkan mengungkap menuturkan "
    "memaparkan menerangkan menambahkan mengaku mengakui memastikan mengklaim menilai "
    "menekankan berkata berujar berjanji menjanjikan menguraikan membeberkan mencontohkan melanjutkan merinci "
    "bilang membenarkan mengingatkan menyayangkan menyarankan memperkirakan menduga bapadah mamadahkan menandaskan "
    "berdalih melaporkan beralasan meluruskan"
)
_PASSIVE = word_set(
    "disampaikan dikatakan diungkapkan ditegaskan dijelaskan dituturkan diutarakan dipaparkan diungkap diterangkan "
    "diucapkan dibenarkan diakui disayangkan dipertanyakan diragukan dibantah dikritik diamini dikeluhkan disesalkan"
)
_PRONOUN = word_set("ia dia beliau sidin inya")
_ROLES = """
gubernur|wakil gubernur|wagub|bupati|wakil bupati|wabup|wali kota|walikota|wakil wali kota|wakil walikota|wawali|
camat|sekcam|lurah|sekda|sekdako|sekdakab|sekdaprov|sekretaris daerah|asisten|staf ahli|kepala dinas|kepala badan|
kepala biro|kepala bagian|kepala bidang|kepala seksi|kepala subbagian|kepala subbidang|kepala kantor|kepala balai|
kepala stasiun|kepala puskesmas|kepala uptd|kepala upt|kepala pasar|kepala satpol|kepala satuan|kepala instalasi|
kepala pelaksana|kepala perwakilan|kepala cabang|kepala desa|kepala sekolah|kepala unit|kepala ruang|
kepala terminal|kepala pelabuhan|kepala laboratorium|kepala inspektorat|kepala pusat|kepala subdivisi|
kepala divisi|kepala bpbd|kepala bappeda|kepala diskominfo|kepala rsud|kalaksa|kadis|kaban|kabag|kabid|kasi|
kasubbag|kasubag|kasubbid|kabiro|kapus|kades|pambakal|pembakal|kadinkes|kadisdik|kadisdikbud|kadishub|kadinsos|
kadispora|kadispar|kadisdag|kadiskominfo|kadislautkan|kadishut|kadisperin|kadislh|kadlh|kasatpol|kasatpol pp|
kepsek|kalak|sekretaris|sekdis|bendahara|plt|inspektur|inspektur daerah|direktur|direktur utama|dirut|
wakil direktur|wadir|manajer|manager|general manager|asisten manajer|komisaris|supervisor|ketua|wakil ketua|
ketua umum|ketua komisi|ketua harian|ketua panitia|koordinator|komandan|komisioner|pimpinan|pengurus|anggota dprd|
anggota komisi|anggota dewan|anggota dpr|anggota dpd|anggota dpr ri|legislator|wakil rakyat|anggota bpk|
anggota fraksi|anggota banggar|anggota pansus|anggota bawaslu|anggota kpu|juru bicara|jubir|humas|kepala humas|
penyuluh|petugas humas|admin|narahubung|kapolda|wakapolda|kapolres|wakapolres|kapolresta|kapolsek|kasat|
kasat lantas|kasat reskrim|kabid humas|kasi humas|kanit|kanit reskrim|dandim|danramil|danrem|danlanal|kajari|
kajati|kasi intel|kasi pidsus|majelis hakim|jaksa|kasubsi|pengamat|pakar|dosen|akademisi|ahli|peneliti|guru besar|
rektor|wakil rektor|dekan|profesor|analis|ekonom|sosiolog|epidemiolog|prakirawan|forecaster|dokter spesialis|
dokter umum|dokter hewan|menteri|wakil menteri|dirjen|presiden|wakil presiden|deputi|staf khusus|jurubicara|damang|
arsiparis|sejarawan|pustakawan|budayawan|tokoh adat|pemerhati|aktivis|kepala|wakil kepala|penjabat|staf|pj bupati|
pj gubernur|pj wali kota|fungsional|pejabat|petugas lapangan
"""
# Heads that are public only with what stands behind them: "ketua panitia", never "kepala keluarga".
NEEDS_MORE = word_set(
    "kepala wakil pengurus pimpinan admin ahli plt staf sekretaris bendahara direktur manajer supervisor asisten "
    "penyuluh fungsional koordinator ketua analis pejabat"
)
_PRIVATE = """
warga|seorang warga|pedagang|pembeli|pengunjung|penumpang|petani|nelayan|sopir|supir|pengemudi|siswa|siswi|pelajar|
murid|mahasiswa|mahasiswi|orang tua|orangtua|wali murid|ibu|bapak|ibu rumah tangga|pengendara|pengguna jalan|
pasien|keluarga|keluarga pasien|korban|saksi|pelanggan|konsumen|netizen|warganet|buruh|pekerja|karyawan|guru|
guru honorer|bidan|perawat|kader|kader posyandu|relawan|pemilik warung|pemilik toko|pemilik|pelaku usaha|
pelaku umkm|perajin|peternak|tokoh masyarakat|tokoh pemuda|pemuda|remaja|anak|santri|jemaah|jamaah|ketua rt|
ketua rw|urang|masyarakat|penghuni|pengungsi|peserta|penjual|pembudidaya|pegawai|honorer|calon|tetangga|perempuan|
pria|wanita|lelaki|pengayuh|motoris|tukang|nasabah|wisatawan|turis|atlet|pelatih|penonton|akun|pengirim|penerima|
penyintas|kepala keluarga|mantan murid|wartawan|jurnalis
"""
_OFFICES = """
dinas|dinas tersebut|dinas itu|pihak dinas|pihak kepolisian|kepolisian|polisi|polres|polda|polsek|
pihak rumah sakit|rumah sakit|pihak rsud|manajemen|pengelola|pemkab|pemko|pemkot|pemprov|pemda|pemerintah|
pemerintah kabupaten|pemerintah kota|pemerintah provinsi|pemerintah desa|pihak sekolah|pihak kecamatan|
pihak kelurahan|pihak puskesmas|puskesmas|pihak pengelola|pihaknya|instansi itu|instansi tersebut|bpbd|bmkg|dlh|
dprd|badan|pdam|pln|kejaksaan|pihak perusahaan|panitia|bawaslu|kpu|ombudsman|balai|badan tersebut|satpol pp|
disdukcapil|dinkes|dishub|dinsos|disdik
"""
OWN_OFFICE = word_set("pihaknya") | {
    "dinas tersebut",
    "dinas itu",
    "pihak dinas",
    "dinas",
    "instansi itu",
    "instansi tersebut",
    "badan tersebut",
}
TITLES = word_set(
    "h hj haji hajah dr drs dra ir prof kh ust ustaz ustadz akbp akp kombes kombespol iptu ipda kompol letkol "
    "letkolinf mayor kapten irjen brigjen kolonel aipda bripka pol inf kav arm drg drh apt tgh gt m muh a purn"
)
# A role in front of which one of these stands is held no more, or not quite.
FORMER = word_set("mantan eks bekas")
ACTING = word_set("plt plh pj pjs penjabat")
BREAKS = word_set(
    "saat ketika usai seusai sebelum setelah sambil seraya menanggapi yang via melalui dikonfirmasi ditemui "
    "dihubungi lewat kepada pada dalam di ke dari senin selasa rabu kamis jumat sabtu minggu ahad kemarin tadi lagi "
    "kembali belum baru hari sore pagi siang malam januari februari maret april mei juni juli agustus september "
    "oktober november desember menjawab terkait soal tentang dengan untuk itu tersebut ini dan atau oleh bahwa "
    "namun sementara adapun sedangkan selain hal kemudian lalu selanjutnya menurut jika kalau kami kita saya mereka"
)
# Words in the titles of posts that no register of units holds.
POST_WORDS = word_set(
    "bina marga sumber daya air pencegahan pengendalian penyakit kesehatan masyarakat pelayanan umum keuangan "
    "program perencanaan cipta karya tata ruang lalu lintas angkutan persampahan limbah kebersihan pertamanan "
    "sarana prasarana kabupaten kota provinsi kecamatan kelurahan desa kab prov kec kalsel kalimantan selatan "
    "komisi i ii iii iv v fraksi daerah wilayah utama teknik operasional operasi pemasaran pelanggan niaga "
    "perdagangan pasar kerja tenaga sosial pendidikan dasar menengah guru dan satuan polisi pamong praja pemadam "
    "kebakaran kedaruratan logistik rehabilitasi rekonstruksi kesiapsiagaan pemberdayaan perempuan perlindungan "
    "anak keluarga berencana pariwisata kebudayaan olahraga pemuda hortikultura tanaman pangan perkebunan "
    "peternakan perikanan tangkap budidaya hukum humas protokol komunikasi informatika pemerintahan pembangunan "
    "perekonomian organisasi aset pajak pendapatan universitas lambung mangkurat politeknik fakultas ilmu ekonomi "
    "bisnis unit pelaksana teknis penanggulangan bencana metereologi klimatologi stasiun bandara pelabuhan terminal "
    "puskesmas rsud rs rumah sakit balai besar badan dinas bidang bagian seksi kantor pusat cabang resor sektor "
    "ranting persatuan perhimpunan ikatan asosiasi himpunan kelompok tani nelayan nahdlatul ulama muhammadiyah "
    "karang taruna pengelola panitia yayasan koperasi forum komunitas lembaga bantuan sekolah sd sdn smp smpn sma "
    "sman smk smkn negeri sub penyehatan lingkungan hidup cagar museum ketahanan distribusi cadangan kerawanan "
    "konsumsi keamanan pengawasan penindakan penegakan mutasi kepegawaian kependudukan pencatatan sipil pendaftaran "
    "penduduk jalan jembatan drainase pengairan irigasi permukiman perumahan kawasan perbendaharaan anggaran tugas "
    "harian bpbd arsip perpustakaan pengembangan pembinaan penyelenggaraan promosi destinasi usaha mikro kecil "
    "industri gudang bulog divre pertanahan perwakilan polres polresta polda polsek kepolisian kodim koramil "
    "kejaksaan tinggi pengadilan pdam pln"
)


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split("|") if word.strip()]


def _by_word() -> dict[str, list[Cue]]:
    found: dict[str, list[Cue]] = defaultdict(list)
    for cue, words in (
        (Cue.BARE, sorted(_BARE)),
        (Cue.OWN, [f"{word}nya" for word in sorted(_BARE)]),
        (Cue.ACTIVE, sorted(_ACTIVE)),
        (Cue.PASSIVE, sorted(_PASSIVE)),
        (Cue.ACCORDING, ["menurut", "mun manurut", "manurut"]),
        (Cue.ROLE, _listed(_ROLES)),
        (Cue.OFFICE, _listed(_OFFICES)),
        (Cue.PRIVATE, _listed(_PRIVATE)),
        (Cue.PRONOUN, sorted(_PRONOUN)),
    ):
        for word in words:
            found[word] = [cue]
    found["menurutnya"] = [Cue.OWN]
    return found


SAYING = frozenset((Cue.BARE, Cue.OWN, Cue.ACTIVE, Cue.PASSIVE, Cue.ACCORDING))
CUES: Gazetteer[Cue] = Gazetteer(_by_word())
# Most texts hold none of these: a look with them alone costs little.
VERBS: Gazetteer[Cue] = Gazetteer({word: cue for word, cue in _by_word().items() if cue[0] in SAYING})
