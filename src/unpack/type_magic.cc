// The table of magic bytes. A row is asked in its order; the first that fits
// counts. Sources: file formats' own specifications, and file(1)'s table for
// what has none.

#include <array>

#include "unpack/type.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;
using enum Container;

struct Magic {
  size_t offset;
  std::string_view bytes;
  std::string_view name;
  Container container = kNone;
};

constexpr std::array kTable = {
    // Programs.
    Magic{0, "MZ"sv, "application/x-dosexec"sv},
    Magic{0, "ZM"sv, "application/x-dosexec"sv},
    Magic{0,
          "\x7F"
          "ELF"sv,
          "application/x-executable"sv},
    Magic{0, "\xFE\xED\xFA\xCE"sv, "application/x-mach-binary"sv},
    Magic{0, "\xFE\xED\xFA\xCF"sv, "application/x-mach-binary"sv},
    Magic{0, "\xCE\xFA\xED\xFE"sv, "application/x-mach-binary"sv},
    Magic{0, "\xCF\xFA\xED\xFE"sv, "application/x-mach-binary"sv},
    Magic{0, "\0asm"sv, "application/wasm"sv},
    Magic{0, "dex\n"sv, "application/vnd.android.dex"sv},
    Magic{0, "L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"sv,
          "application/x-ms-shortcut"sv},
    Magic{0, "?_\x03\0"sv, "application/winhlp"sv},
    Magic{0, "ITSF"sv, "application/vnd.ms-htmlhelp"sv, kChm},
    Magic{0, "ITOLITLS"sv, "application/x-ms-itol"sv, kUnopened},

    // Documents.
    Magic{0, "%PDF-"sv, "application/pdf"sv},
    Magic{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv,
          "application/x-ole-storage"sv},
    Magic{0, "{\\rt"sv, "text/rtf"sv},
    Magic{0, "%!PS"sv, "application/postscript"sv},
    Magic{0, "\x04%!PS"sv, "application/postscript"sv},
    Magic{0, "\xC5\xD0\xD3\xC6"sv, "application/postscript"sv},
    Magic{0, "AT&TFORM"sv, "image/vnd.djvu"sv},
    Magic{0,
          "\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"sv,
          "application/onenote"sv},
    Magic{0, "SQLite format 3\0"sv, "application/vnd.sqlite3"sv},
    Magic{0, "\0\x01\0\0Standard Jet DB\0"sv, "application/x-msaccess"sv},
    Magic{0, "\0\x01\0\0Standard ACE DB\0"sv, "application/x-msaccess"sv},
    Magic{0, "!BDN"sv, "application/vnd.ms-outlook-pst"sv, kUnopened},

    // Archives.
    Magic{0, "PK\x03\x04"sv, "application/zip"sv, kZip},
    Magic{0, "PK\x05\x06"sv, "application/zip"sv, kZip},
    Magic{0, "PK\x07\x08PK\x03\x04"sv, "application/zip"sv, kZip},
    Magic{0, "PK00PK\x03\x04"sv, "application/zip"sv, kZip},
    Magic{0, "7z\xBC\xAF\x27\x1C"sv, "application/x-7z-compressed"sv,
          kSevenZip},
    Magic{0, "Rar!\x1A\x07\x01\0"sv, "application/x-rar"sv, kRar5},
    Magic{0, "Rar!\x1A\x07\0"sv, "application/x-rar"sv, kRar},
    Magic{0, "RE\x7E\x5E"sv, "application/x-rar"sv, kUnopened},
    Magic{257, "ustar\0"sv, "application/x-tar"sv, kTar},
    Magic{257, "ustar  \0"sv, "application/x-tar"sv, kTar},
    Magic{0, "\xC7\x71"sv, "application/x-cpio"sv, kCpio},
    Magic{0, "\x71\xC7"sv, "application/x-cpio"sv, kCpio},
    Magic{0, "!<arch>\ndebian"sv, "application/vnd.debian.binary-package"sv,
          kAr},
    Magic{0, "!<arch>\n"sv, "application/x-archive"sv, kAr},
    Magic{0, "MSCF\0\0\0\0"sv, "application/vnd.ms-cab-compressed"sv, kCab},
    Magic{0, "ISc("sv, "application/x-installshield"sv, kUnopened},
    Magic{0x8001, "CD001"sv, "application/x-iso9660-image"sv, kIso},
    Magic{0x8001, "BEA01"sv, "application/x-udf-image"sv, kIso},
    Magic{0, "xar!\0"sv, "application/x-xar"sv, kXar},
    Magic{0, "\xED\xAB\xEE\xDB"sv, "application/x-rpm"sv, kRpm},
    Magic{0, "\x60\xEA"sv, "application/x-arj"sv, kArj},
    Magic{7, "**ACE**"sv, "application/x-ace-compressed"sv, kUnopened},
    Magic{20, "\xDC\xA7\xC4\xFD"sv, "application/x-zoo"sv, kUnopened},
    Magic{0, "EGGA"sv, "application/x-egg"sv, kUnopened},
    Magic{0, "ALZ\x01"sv, "application/x-alz"sv, kUnopened},
    Magic{0, "ArC\x01"sv, "application/x-freearc"sv, kUnopened},
    Magic{0, "StuffIt"sv, "application/x-stuffit"sv, kUnopened},
    Magic{0, "SIT!"sv, "application/x-stuffit"sv, kUnopened},
    Magic{0, "MSWIM\0\0\0"sv, "application/x-ms-wim"sv, kUnopened},
    Magic{0, "conectix"sv, "application/x-virtualbox-vhd"sv, kUnopened},
    Magic{0, "vhdxfile"sv, "application/x-virtualbox-vhdx"sv, kUnopened},
    Magic{0, "KDMV"sv, "application/x-vmdk"sv, kUnopened},
    Magic{0, "QFI\xFB"sv, "application/x-qemu-disk"sv, kUnopened},
    Magic{0, "sqsh"sv, "application/x-squashfs"sv, kUnopened},
    Magic{0, "hsqs"sv, "application/x-squashfs"sv, kUnopened},
    Magic{4, "\x12\x3A\0\x10"sv, "application/vnd.symbian.install"sv,
          kUnopened},
    Magic{4, "\x6D\0\0\x10"sv, "application/vnd.symbian.install"sv, kUnopened},
    Magic{0, "\x7A\x1A\x20\x10"sv, "application/vnd.symbian.install"sv,
          kUnopened},
    Magic{0, "SZDD\x88\xF0\x27\x33"sv, "application/x-ms-compress-szdd"sv,
          kSzdd},
    Magic{0, "SZ \x88\xF0\x27\x33\xD1"sv, "application/x-ms-compress-szdd"sv,
          kSzdd},
    Magic{0, "KWAJ\x88\xF0\x27\xD1"sv, "application/x-ms-compress-kwaj"sv,
          kKwaj},

    // Compressed single files.
    Magic{0, "\x1F\x8B"sv, "application/gzip"sv, kGzip},
    Magic{0, "BZh"sv, "application/x-bzip2"sv, kBzip2},
    Magic{0,
          "\xFD"
          "7zXZ\0"sv,
          "application/x-xz"sv, kXz},
    Magic{0, "\x28\xB5\x2F\xFD"sv, "application/zstd"sv, kZstd},
    Magic{0, "\x04\x22\x4D\x18"sv, "application/x-lz4"sv, kLz4},
    Magic{0, "\x02\x21\x4C\x18"sv, "application/x-lz4"sv, kLz4},
    Magic{0, "\x1F\x9D"sv, "application/x-compress"sv, kCompress},
    Magic{0, "LZIP\x01"sv, "application/x-lzip"sv, kLzip},
    Magic{0, "\x89LZO\0\r\n\x1A\n"sv, "application/x-lzop"sv, kUnopened},
    Magic{0, "LRZI"sv, "application/x-lrzip"sv, kUnopened},
    Magic{0, "\x8F\xAF\xAC\x84"sv, "application/x-ppmd"sv, kUnopened},
    Magic{0, "\x1F\x1E"sv, "application/x-pack"sv, kUnopened},
    Magic{0, "\x1F\xA0"sv, "application/x-lzh-compress"sv, kUnopened},

    // Mail's own containers.
    Magic{0, "\0\x05\x16\0"sv, "application/applefile"sv},
    Magic{0, "\0\x05\x16\x07"sv, "application/applefile"sv},
    Magic{0, "\x78\x9F\x3E\x22"sv, "application/ms-tnef"sv},

    // Pictures.
    Magic{0, "\x89PNG\r\n\x1A\n"sv, "image/png"sv},
    Magic{0, "\xFF\xD8\xFF"sv, "image/jpeg"sv},
    Magic{0, "GIF87a"sv, "image/gif"sv},
    Magic{0, "GIF89a"sv, "image/gif"sv},
    Magic{0, "II*\0"sv, "image/tiff"sv},
    Magic{0, "MM\0*"sv, "image/tiff"sv},
    Magic{0, "\0\0\x01\0"sv, "image/vnd.microsoft.icon"sv},
    Magic{0, "8BPS"sv, "image/vnd.adobe.photoshop"sv},
    Magic{0, "\0\0\0\x0CjP  \r\n"sv, "image/jp2"sv},
    Magic{0, "\xD7\xCD\xC6\x9A"sv, "image/wmf"sv},

    // Sound and film.
    Magic{0, "ID3"sv, "audio/mpeg"sv},
    Magic{0, "OggS"sv, "application/ogg"sv},
    Magic{0, "fLaC"sv, "audio/flac"sv},
    Magic{0, "MThd"sv, "audio/midi"sv},
    Magic{0, "#!AMR"sv, "audio/amr"sv},
    Magic{0, "FLV\x01"sv, "video/x-flv"sv},
    Magic{0, "\x1A\x45\xDF\xA3"sv, "video/x-matroska"sv},
    Magic{0, "\0\0\x01\xBA"sv, "video/mpeg"sv},
    Magic{0, "\0\0\x01\xB3"sv, "video/mpeg"sv},
    Magic{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "video/x-ms-asf"sv},
    Magic{0, "FWS"sv, "application/x-shockwave-flash"sv},
    Magic{0, "CWS"sv, "application/x-shockwave-flash"sv},
    Magic{0, "ZWS"sv, "application/x-shockwave-flash"sv},

    // Fonts, keys, the rest.
    Magic{0, "wOFF"sv, "font/woff"sv},
    Magic{0, "wOF2"sv, "font/woff2"sv},
    Magic{0, "OTTO\0"sv, "font/otf"sv},
    Magic{0, "\0\x01\0\0\0"sv, "font/ttf"sv},
    Magic{0, "regf"sv, "application/x-ms-registry"sv},
};

}  // namespace

Type DetectByMagic(std::string_view head) {
  for (const Magic& row : kTable) {
    if (head.size() < row.offset + row.bytes.size()) continue;
    if (head.substr(row.offset, row.bytes.size()) == row.bytes)
      return {row.name, row.container};
  }
  return {std::string_view()};
}

}  // namespace sallyport
