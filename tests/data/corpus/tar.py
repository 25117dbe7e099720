"""Archives of tar, and what of their headers Python's library leaves alone."""

import io
import tarfile


def tarred(members, form=tarfile.USTAR_FORMAT):
    """`members`: pairs of name and content."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def tar_with(archive, *fields):
    """`archive` with other fields, pairs of place and bytes, in its first
    header, which has the sum of them."""
    changed = bytearray(archive)
    for at, value in (*fields, (148, b" " * 8)):
        changed[at:at + len(value)] = value
    changed[148:156] = b"%06o\0 " % sum(changed[:512])
    return bytes(changed)
