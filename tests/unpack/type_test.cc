#include "unpack/type.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport {

namespace {

using namespace std::string_literals;

std::string Name(const std::string& head) {
  return std::string(DetectType(head).name);
}

Container Of(const std::string& head) { return DetectType(head).container; }

/// A local header of a zip member.
std::string Local(const std::string& name, const std::string& content = "") {
  std::string header = "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0"s;
  header.resize(26, '\0');
  header += static_cast<char>(name.size());
  header += '\0';
  header += "\0\0"s;
  return header + name + content;
}

}  // namespace

TEST_CASE("programs") {
  CHECK(Name("MZ\x90\0\x03\0\0\0"s) == "application/x-dosexec");
  CHECK(Name("\x7F"
             "ELF\x02\x01") == "application/x-executable");
  CHECK(Name("\xCF\xFA\xED\xFE\x07") == "application/x-mach-binary");
  CHECK(Name("\xCA\xFE\xBA\xBE\0\0\0\x34"s) == "application/java-vm");
  CHECK(Name("\xCA\xFE\xBA\xBE\0\0\0\x02"s) == "application/x-mach-binary");
  CHECK(Name("#!/bin/sh\necho\n") == "text/x-script");
  CHECK(Name("\0asm\x01\0\0\0"s) == "application/wasm");
  CHECK(Name("MZ is a sheep in plain text\n") == "text/plain");
}

TEST_CASE("documents") {
  CHECK(Name("%PDF-1.7\n") == "application/pdf");
  CHECK(Name("\x01\x02 junk %PDF-1.7\n"s) == "application/pdf");
  CHECK(Name("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"s) ==
        "application/x-ole-storage");
  CHECK(Name("{\\rtf1\\ansi") == "text/rtf");
  CHECK(Name("%!PS-Adobe-3.0") == "application/postscript");
  CHECK(Name("SQLite format 3\0xx"s) == "application/vnd.sqlite3");
}

TEST_CASE("what a zip is") {
  CHECK(Name(Local("a.txt")) == "application/zip");
  CHECK(Name(Local("[Content_Types].xml")) ==
        "application/vnd.openxmlformats-officedocument");
  CHECK(Name(Local("[Content_Types].xml") + Local("word/document.xml")) ==
        "application/vnd.openxmlformats-officedocument"
        ".wordprocessingml.document");
  CHECK(Name(Local("META-INF/MANIFEST.MF")) == "application/java-archive");
  CHECK(Name(Local("META-INF/a") + Local("AndroidManifest.xml")) ==
        "application/vnd.android.package-archive");
  CHECK(Name(Local("mimetype", "application/vnd.oasis.opendocument.textPK")) ==
        "application/vnd.oasis.opendocument.text");
  std::string cut = Local("mimetype");
  cut[28] = cut[29] = '\xFF';  // a longer extra field than there are bytes
  CHECK(Name(cut) == "application/zip");
  CHECK(Of(Local("word/document.xml")) == Container::kZip);
  CHECK(Of("PK\x05\x06\0\0"s) == Container::kZip);
  CHECK(Of("PK\x03\x04"s) == Container::kZip);  // cut
}

TEST_CASE("archives and compressors") {
  CHECK(Of("7z\xBC\xAF\x27\x1C\0\x04"s) == Container::kSevenZip);
  CHECK(Of("Rar!\x1A\x07\0"s) == Container::kRar);
  CHECK(Of("Rar!\x1A\x07\x01\0"s) == Container::kRar5);
  CHECK(Of("MSCF\0\0\0\0"s) == Container::kCab);
  CHECK(Of("!<arch>\nfoo") == Container::kAr);
  CHECK(Of("\x1F\x8B\x08\0"s) == Container::kGzip);
  CHECK(Of("BZh91AY&SY\0\0"s) == Container::kBzip2);
  CHECK(Of("\xFD"
           "7zXZ\0\0"s) == Container::kXz);
  CHECK(Of("\x28\xB5\x2F\xFD\0"s) == Container::kZstd);
  CHECK(Of("\x50\x2A\x4D\x18\x04\0\0\0abcd\x28\xB5\x2F\xFD"s) ==
        Container::kZstd);
  CHECK(Of("\x04\x22\x4D\x18\0"s) == Container::kLz4);
  CHECK(Of("\x1F\x9D\x90"s) == Container::kCompress);
  CHECK(Of("LZIP\x01\0"s) == Container::kLzip);
  CHECK(Of("\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0abcdef"s) ==
        Container::kLzma);
  CHECK(Of("070701" + std::string(104, '0')) == Container::kCpio);
  CHECK(Of("ab-lh5-" + std::string(20, 'x')) == Container::kLha);
  CHECK(Of("\x60\xEA\x20\0\x22\x0B\x01\x0B\x10\0\x02"s) ==
        Container::kArj);
  CHECK(Of("1234567**ACE**") == Container::kUnopened);
  CHECK(Name("\x78\x9F\x3E\x22\0"s) == "application/ms-tnef");
}

TEST_CASE("archives that show themselves further on") {
  std::string tar(512, '\0');
  tar.replace(257, 6, "ustar\0"s);
  CHECK(Of(tar) == Container::kTar);
  std::string old(512, '\0');
  old.replace(0, 5, "a.txt");
  unsigned sum = 8 * ' ';
  for (const char c : old) sum += static_cast<unsigned char>(c);
  char text[8];
  std::snprintf(text, sizeof text, "%06o", sum);
  old.replace(148, 7, std::string(text, 7));
  CHECK(Of(old) == Container::kTar);
  std::string iso(0x8000 + 0x800, '\0');
  iso.replace(0x8001, 5, "CD001");
  CHECK(Of(iso) == Container::kIso);
}

TEST_CASE("what only looks like an archive") {
  CHECK(Name("BZhello, said Bob\n") == "text/plain");
  CHECK(Of(std::string(100, '\0')) == Container::kNone);
  CHECK(Name("070707 was his number, he said, and went home again that day, "
             "as it happened\n") == "text/plain");
}

TEST_CASE("pictures, sound, film") {
  CHECK(Name("\x89PNG\r\n\x1A\n") == "image/png");
  CHECK(Name("\xFF\xD8\xFF\xE0") == "image/jpeg");
  CHECK(Name("GIF89a") == "image/gif");
  CHECK(Name("RIFF\x10\0\0\0WEBPVP8 "s) == "image/webp");
  CHECK(Name("II*\0\x08\0\0\0"s) == "image/tiff");
  CHECK(Name("BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\0\0\0\0\0\0\0\0"s) ==
        "image/bmp");
  CHECK(Name("<svg xmlns=\"x\">") == "image/svg+xml");
  CHECK(Name("<?xml version=\"1.0\"?>\n<svg>") == "image/svg+xml");
  CHECK(Name("\0\0\0\x18"
             "ftypmp42\0\0"s) == "video/mp4");
  CHECK(Name("OggS\0\x02"s) == "application/ogg");
  CHECK(Name("RIFF\x10\0\0\0WAVEfmt "s) == "audio/x-wav");
}

TEST_CASE("text") {
  CHECK(Name("Hello, world\n") == "text/plain");
  CHECK(Name("Gr\xC3\xBC\xC3\x9F"
             "e\n") == "text/plain");
  CHECK(Name("  \r\n<!DOCTYPE HTML>\n") == "text/html");
  CHECK(Name("\xEF\xBB\xBF<html>") == "text/html");
  CHECK(Name("<?xml version=\"1.0\"?><a/>") == "text/xml");
  CHECK(Name("begin 644 a.exe\nM...") == "text/x-uuencode");
  CHECK(Name("begin at the beginning\n") == "text/plain");
  CHECK(Name("From: a@b\nSubject: x\n\nhi\n") == "message/rfc822");
  CHECK(Name("From: a@b\nand so on\n") == "text/plain");
  CHECK(Name("-----BEGIN PGP MESSAGE-----\n") == "application/pgp-encrypted");
  CHECK(Name("\xFF\xFEH\0i\0"s) == "text/plain");
  CHECK(DetectType("Hello").text);
  CHECK_FALSE(DetectType("\0\x01\x02\x03\x05"s).text);
  CHECK(Name("\0\x01\x02\x03\x05"s) == "application/octet-stream");
  CHECK(Name("") == "application/x-empty");
}

TEST_CASE("CMS: enveloped is sealed, signed is not") {
  const std::string front = "\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07"s;
  CHECK(DetectType(front + "\x03").encrypted);
  CHECK_FALSE(DetectType(front + "\x02").encrypted);
  CHECK(Name(front + "\x02") == "application/pkcs7-mime");
}

TEST_CASE("OpenPGP without armour is sealed") {
  const std::string id = "12345678";
  const std::string rest(600, '\xAB');
  for (const std::string& head :
       {"\x85\x01\x0C\x03"s + id + "\x01"s, "\x84\x5E\x03"s + id + "\x12"s,
        "\xC1\xC0\x4C\x03"s + id + "\x01"s, "\xC1\x5E\x03"s + id + "\x12"s,
        "\x8C\x0D\x04\x09\x03\x02"s, "\xC3\x0D\x04\x07\x03\x08"s,
        "\x8C\x2E\x05\x07\x02\x03"s}) {
    CHECK(Name(head + rest) == "application/pgp-encrypted");
    CHECK(DetectType(head + rest).encrypted);
  }
  for (const std::string& head :
       {"\x85"s, "\x85\x01\x0C\x04"s + id + "\x01"s,
        "\x85\x01\x0C\x03"s + id + "\x77"s, "\x8C\x0D\x04"s,
        "\x8C\x0D\x04\x09\x07\x02"s})
    CHECK_FALSE(DetectType(head + rest.substr(0, 20)).encrypted);
}

}  // namespace sallyport
