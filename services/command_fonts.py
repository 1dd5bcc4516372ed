"""Install the fonts of official documents: fetch Debian's free ones once.

Only the files needed are unpacked; nothing is installed system-wide, and no root is needed. A site with its own fonts
names their folder in TONGBAN_FONTS. The file also runs by itself, for `make` and the image, before anything is installed.
See docs/adr/0010-pages-by-typst-and-free-fonts.md.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".tools" / "fonts"
POOL = "pool/main"
MIRRORS = ("http://deb.debian.org/debian", "https://snapshot.debian.org/archive/debian/20230701T000000Z")
"""Mirrors of Debian's packages; downloads are verified by checksum, so that any mirror will do."""
PACKAGES = {
    "texlive-lang-chinese": "t/texlive-lang/texlive-lang-chinese_2022.20230122-1_all.deb",
    "fonts-lxgw-wenkai": "f/fonts-lxgw-wenkai/fonts-lxgw-wenkai_1.250+repack-1_all.deb",
}
FONTS = {
    "FandolFang-Regular.otf": (
        "texlive-lang-chinese",
        "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    ),
    "FandolKai-Regular.otf": (
        "texlive-lang-chinese",
        "ea7e7fb4f9b3ac694a68d43946e04d21deed6e8c29a7c2d3081e1a4138f2f827",
    ),
    "FandolHei-Regular.otf": (
        "texlive-lang-chinese",
        "4afa97aa8751e0118617df88272b58d43691b5cffb7ea024c4580496e9f34d28",
    ),
    "FandolSong-Regular.otf": (
        "texlive-lang-chinese",
        "a3820003227d4abe31fe28b493200d94a849ccfd078b50a019264f70353020b0",
    ),
    "FandolSong-Bold.otf": ("texlive-lang-chinese", "ffa76a70e128947a4dd22151d5ee829b23e24ce3cb6fe8ad49891cd1c2d9e9b9"),
    "LXGWWenKai-Regular.ttf": ("fonts-lxgw-wenkai", "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8"),
    "LXGWWenKai-Light.ttf": ("fonts-lxgw-wenkai", "e302f84a1967817f91fc4011de7c8c12489c41072a7f0605a1c7b1399352cb93"),
    "LXGWWenKai-Bold.ttf": ("fonts-lxgw-wenkai", "2a24551c5c4fb42507aafa4773b08a5ea55d538a8d449032663ec9e3027a707e"),
}
"""Each font with its package and checksum: a newer package with the same fonts will do as well."""


def main() -> None:
    """Fetch missing fonts; on failure print a message, and fail in CI or with `--required`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--required", action="store_true", help="end with an error where fonts are missing")
    parser.add_argument("--background", action="store_true", help="fetch while the caller goes on")
    said = parser.parse_args()
    if os.environ.get("TONGBAN_FONTS"):
        return
    if said.background:
        leave(said.folder)
        return
    if not installed(said.folder):
        sys.exit(1 if said.required or os.environ.get("CI") else 0)


def installed(folder: Path) -> bool:
    """Fetch the fonts that a folder lacks, and print which could not be fetched; return whether all are there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fetch(folder)
    missing = lacking(folder)
    if missing:
        print(
            f"公文字体不全，也未能下载（缺 {'、'.join(missing)}）。补齐之前不能生成版式文件。\n"
            "请在能访问 Debian 软件源的机器上运行 tongban fonts，把字体目录复制过来，再用 TONGBAN_FONTS 指明；"
            "也可用 TONGBAN_DEBIAN_MIRROR 指定较近的镜像。",
            file=sys.stderr,
        )
    return not missing


def leave(folder: Path) -> None:
    """Fetch missing fonts in a background process, so that starting the system does not wait for 100 MB."""
    if any(not (folder / name).is_file() for name in FONTS):
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "fetch.log"
        print(f"同时正在下载公文字体（约 100 MB，只需一次，进度见 {log}）……", flush=True)
        with log.open("w") as file:
            command = [sys.executable, str(Path(__file__).resolve()), "--folder", str(folder)]
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True)


def fetch(folder: Path) -> None:
    """Fetch and unpack the packages of missing fonts."""
    for package in sorted({FONTS[name][0] for name in lacking(folder)}):
        print(f"正在下载公文字体（Debian 的 {package}，约 50 MB）……", file=sys.stderr, flush=True)
        for way in (by_apt, by_url):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                found = way(package, Path(place))
                if found is not None:
                    unpack(found, package, folder)
            if not any(FONTS[name][0] == package for name in lacking(folder)):
                break


def lacking(folder: Path) -> list[str]:
    """Return the fonts that are missing or incomplete."""
    return [name for name, (_, checksum) in FONTS.items() if digest(folder / name) != checksum]


def digest(path: Path) -> str:
    """Return a file's SHA-256, or an empty string if there is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def by_apt(package: str, place: Path) -> Path | None:
    """Fetch a package with apt if there is one, because apt knows the mirror of this machine."""
    if not shutil.which("apt-get"):
        return None
    command = ["apt-get", "-qq", "download", package]
    subprocess.run(command, cwd=place, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return next(iter(place.glob("*.deb")), None)


def by_url(package: str, place: Path) -> Path | None:
    """Fetch a package from a mirror of Debian; TONGBAN_DEBIAN_MIRROR names a nearer one."""
    target = place / "package.deb"
    for mirror in filter(None, (os.environ.get("TONGBAN_DEBIAN_MIRROR"), *MIRRORS)):
        try:
            url = f"{mirror.rstrip('/')}/{POOL}/{PACKAGES[package]}"
            with urllib.request.urlopen(url, timeout=30) as answer, target.open("wb") as file:
                shutil.copyfileobj(answer, file)
            return target
        except OSError as error:
            print(f"{mirror}: {error}", file=sys.stderr)
    return None


def unpack(package: Path, name: str, folder: Path) -> None:
    """Unpack the fonts of a package that match their checksums."""
    wanted = {font: checksum for font, (source, checksum) in FONTS.items() if source == name}
    with package.open("rb") as file:
        data = member(file)
        with lzma.open(data) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
            for each in archive:
                font = each.name.rsplit("/", 1)[-1]
                content = archive.extractfile(each) if font in wanted and each.isfile() else None
                if content is None:
                    continue
                text = content.read()
                if hashlib.sha256(text).hexdigest() == wanted[font]:
                    (folder / f"{font}.new").write_bytes(text)
                    (folder / f"{font}.new").replace(folder / font)


def member(package: BinaryIO) -> BinaryIO:
    """Seek to the files of a Debian package, which is an `ar` archive containing `data.tar.xz`."""
    if package.read(8) != b"!<arch>\n":
        raise SystemExit("what was fetched is no package of Debian")
    while header := package.read(60):
        size = int(header[48:58])
        if header[:16].strip().rstrip(b"/") == b"data.tar.xz":
            return package
        package.seek(size + size % 2, os.SEEK_CUR)
    raise SystemExit("what was fetched has no data.tar.xz")


if __name__ == "__main__":
    main()
