// The built sallyport-unpack, run on messages through its descriptors.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/child.h"
#include "base/io.h"
#include "mail/facts.h"
#include "mail/policy_rules.h"
#include "mail/version.h"
#include "tests/unpack/record_log.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

struct Run {
  int code = -1;
  bool ended = false;
  RecordLog log;
};

struct Setting {
  std::string depth = "50";
  std::string parts = "1000";
  std::string part_bytes = "100000000";
  std::string total_bytes = "200000000";
  std::string ratio = "250";
  std::string policy;
  bool word = true;  // it is told to begin
};

Fd MemoryFile(const std::string& bytes) {
  Fd file(::memfd_create("test", MFD_CLOEXEC));
  REQUIRE(WriteAllAt(file.get(), bytes, 0).ok());
  return file;
}

std::string Program() {
  const char* build = std::getenv("SALLYPORT_BUILD");
  return std::filesystem::absolute(build == nullptr ? "build" : build) /
         "libexec/sallyport-unpack";
}

Run Unpack(const std::string& message, const Setting& setting = {}) {
  Facts facts;
  facts.id = "id";
  facts.sender = "s@example.com";
  facts.client_class = "network";
  facts.recipients = {"r@example.org"};
  const Fd message_file = MemoryFile(message);
  const Fd facts_file = MemoryFile(EncodeFacts(facts));
  const Fd policy_file = MemoryFile(setting.policy);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const Fd in(ends[0]);
  Fd out(ends[1]);
  int word_ends[2];
  REQUIRE(::pipe2(word_ends, O_CLOEXEC) == 0);
  const Fd word_in(word_ends[0]);
  Fd word_out(word_ends[1]);
  if (setting.word) word_out.Reset();
  ChildSpec spec;
  spec.program = Program();
  spec.environment = {"SALLYPORT_MAX_DEPTH=" + setting.depth,
                      "SALLYPORT_MAX_PARTS=" + setting.parts,
                      "SALLYPORT_MAX_PART_BYTES=" + setting.part_bytes,
                      "SALLYPORT_MAX_TOTAL_BYTES=" + setting.total_bytes,
                      "SALLYPORT_MAX_RATIO=" + setting.ratio,
                      "ASAN_OPTIONS=detect_leaks=0"};
  spec.descriptors = {message_file.get(), out.get(), -1, facts_file.get(),
                      policy_file.get(), word_in.get()};
  const Result<pid_t> pid = Spawn(spec);
  REQUIRE(pid.ok());
  out.Reset();
  Run run;
  const Result<std::string> bytes = ReadToEnd(in.get(), 400000000);
  REQUIRE(bytes.ok());
  Child child(pid.value());
  const Result<ChildEnd> end = child.Wait(Deadline::InMs(60000));
  REQUIRE(end.ok());
  if (end.value().exited) run.code = end.value().code;
  PartRecordReader reader(&run.log, 1000000);
  CHECK(reader.Feed(bytes.value()).ok());
  run.ended = reader.ended();
  CHECK(run.ended == (run.code == 0));
  return run;
}

std::string Base64(const std::string& bytes) {
  static const char* kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (size_t k = 0; k < 3; ++k)
      group = group << 8 |
              (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k])
                                    : 0u);
    for (size_t k = 0; k < 4; ++k)
      out += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    if (i % 57 == 54) out += '\n';
  }
  return out + "\n";
}

std::string Attachment(const std::string& name, const std::string& bytes) {
  return "From: a@b\nSubject: =?utf-8?Q?h=C3=A4?=\nMIME-Version: 1.0\n"
         "Content-Type: application/octet-stream; name=\"" +
         name + "\"\nContent-Transfer-Encoding: base64\n\n" + Base64(bytes);
}

std::string Number(size_t number, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(number >> (8 * i) & 0xFF);
  return out;
}

/// A zip with one stored member, without a checksum that counts.
std::string Zip(const std::string& name, const std::string& bytes,
                bool encrypted = false) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  const std::string common = Number(encrypted ? 1 : 0, 2) + Number(0, 2) +
                             Number(0, 4) + Number(~crc & 0xFFFFFFFF, 4) +
                             Number(bytes.size(), 4) + Number(bytes.size(), 4) +
                             Number(name.size(), 2) + Number(0, 2);
  const std::string local =
      "PK\x03\x04" + Number(20, 2) + common + name + bytes;
  const std::string central = "PK\x01\x02" + Number(20, 2) + Number(20, 2) +
                              common + Number(0, 2) + Number(0, 2) +
                              Number(0, 2) + Number(0, 4) + Number(0, 4) + name;
  return local + central + "PK\x05\x06" + Number(0, 4) + Number(1, 2) +
         Number(1, 2) + Number(central.size(), 4) + Number(local.size(), 4) +
         Number(0, 2);
}

std::string Multipart(const std::string& parts) {
  return "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n" + parts +
         "--b--\n";
}

}  // namespace

TEST_CASE("without the word to begin nothing is said") {
  Setting setting;
  setting.word = false;
  const Run run = Unpack("Subject: x\n\nbody\n", setting);
  CHECK(run.code == 1);
  CHECK(run.log.subject.empty());
}

TEST_CASE("a plain message is one leaf") {
  const Run run = Unpack("From: a@b\nSubject: s\n\nhello\n");
  CHECK(run.code == 0);
  REQUIRE(run.log.parts.size() == 1);
  const LoggedPart& part = run.log.parts.at(1);
  CHECK(part.bytes == "hello\n");
  CHECK(part.begin.kind == "leaf");
  CHECK(part.begin.parent == 0);
  CHECK(part.begin.depth == 1);
  CHECK(part.type == "text/plain");
  CHECK(run.log.subject == "s");
}

TEST_CASE("what has no header is one leaf, too") {
  CHECK(Unpack("no header\nat all\n").log.parts.at(1).bytes ==
        "no header\nat all\n");
  CHECK(Unpack("").log.parts.size() == 1);
  CHECK(Unpack("\n\nbody").log.parts.at(1).bytes.find("body") !=
        std::string::npos);
}

TEST_CASE("a multipart with everything around and inside") {
  const Run run = Unpack(Multipart(
      "front\n--b\nContent-Type: text/plain\n\nhi\n"
      "--b\nContent-Type: multipart/mixed; boundary=c\n\n"
      "--c\nContent-Type: text/html; name=x.html\n\n<html>\n--c--\nback\n"
      "--b\nContent-Type: message/rfc822\n\n"
      "From: in@b\nSubject: inner\n\ninner body\n"));
  REQUIRE(run.code == 0);
  REQUIRE(run.log.parts.size() == 6);
  const auto& parts = run.log.parts;
  CHECK(parts.at(1).begin.kind == "preamble");
  CHECK(parts.at(1).bytes == "front");
  CHECK(parts.at(2).bytes == "hi");
  CHECK(parts.at(2).begin.depth == 2);
  CHECK(parts.at(3).bytes == "<html>");
  CHECK(parts.at(3).begin.depth == 3);
  CHECK(parts.at(4).begin.kind == "epilogue");
  CHECK(parts.at(4).bytes == "back");
  CHECK(parts.at(5).begin.kind == "message");
  CHECK(parts.at(5).bytes == "From: in@b\nSubject: inner\n\ninner body");
  CHECK(parts.at(6).bytes == "inner body");
  CHECK(parts.at(6).begin.parent == 5);
}

TEST_CASE("an archive in an archive, by content and not by name") {
  const Run run = Unpack(Attachment(
      "picture.jpg", Zip("inner.dat", Zip("dir/evil.exe", "MZ\0\1\2"s))));
  REQUIRE(run.code == 0);
  REQUIRE(run.log.parts.size() == 3);
  CHECK(run.log.parts.at(1).type == "application/zip");
  const LoggedPart evil = run.log.Named("evil.exe");
  CHECK(evil.bytes == "MZ\0\1\2"s);
  CHECK(evil.begin.name == "dir/evil.exe");
  CHECK(evil.begin.kind == "member");
  CHECK(evil.begin.depth == 3);
  CHECK(evil.begin.parent == 2);
  CHECK(run.log.subject == "h\xC3\xA4");
}

TEST_CASE("an archive behind something else") {
  const Run run =
      Unpack(Attachment("a.gif", "GIF89a...." + Zip("evil.exe", "MZ\0"s)));
  CHECK(run.log.parts.at(1).type == "image/gif");
  CHECK(run.log.Named("evil.exe").bytes == "MZ\0"s);
}

TEST_CASE("a zip whose directory does not tell all") {
  const std::string hidden = Zip("hidden.exe", "MZ\0"s);
  const std::string local = hidden.substr(0, hidden.find("PK\x01\x02"));
  const Run run = Unpack(Attachment("a.zip", local + Zip("a.txt", "abc")));
  CHECK(run.log.Named("a.txt").bytes == "abc");
  CHECK(run.log.Named("hidden.exe").bytes == "MZ\0"s);
  CHECK(run.log.parts.size() == 3);  // each once
}

TEST_CASE("an encrypted member keeps its name") {
  const Run run = Unpack(Attachment("a.zip", Zip("evil.exe", "xxxxx", true)));
  const LoggedPart evil = run.log.Named("evil.exe");
  CHECK(evil.Has("encrypted"));
  CHECK(evil.bytes.empty());
}

TEST_CASE("a cut archive gives what there is, and is damaged") {
  const std::string zip = Zip("a.txt", std::string(50000, 'x'));
  const Run run = Unpack(Attachment("a.zip", zip.substr(0, 30000)));
  CHECK(run.code == 0);
  CHECK(run.log.Flagged("damaged"));
  CHECK(run.log.Named("a.txt").bytes.size() > 10000);
}

TEST_CASE("a cut compressed file gives what there is, and is damaged") {
  std::string gzip = "\x1F\x8B\x08\0\0\0\0\0\0\xFF"s;
  const std::string block(60000, 'x');
  for (int i = 0; i < 4; ++i)
    gzip += "\0"s + Number(block.size(), 2) + Number(~block.size(), 2) + block;
  const Run run = Unpack(Attachment("evil.exe.gz", gzip));
  const LoggedPart evil = run.log.Named("evil.exe");
  CHECK(evil.Has("damaged"));
  CHECK(evil.bytes == std::string(240000, 'x'));

  const Run small = Unpack(Attachment("a.exe.gz", gzip.substr(0, 100)));
  CHECK(small.log.parts.at(1).Has("damaged"));
  CHECK(small.log.Named("a.exe").bytes == std::string(85, 'x'));

  // "abc" without the checksum and length at the end.
  const Run end =
      Unpack(Attachment("a.txt.gz",
                        "\x1F\x8B\x08\0\0\0\0\0\0\xFF\x01\x03\0\xFC\xFF"
                        "abc"s));
  CHECK(end.log.Flagged("damaged"));
  CHECK(end.log.Named("a.txt").bytes == "abc");

  // A gzip file of nothing is not damaged.
  const Run empty = Unpack(Attachment(
      "a.gz", "\x1F\x8B\x08\0\0\0\0\0\0\xFF\x03\0\0\0\0\0\0\0\0\0"s));
  CHECK(empty.log.parts.at(1).flags.empty());
}

TEST_CASE("a container that nothing here opens") {
  CHECK(Unpack(Attachment("winmail.dat", "\x78\x9F\x3E\x22\1\2"s))
            .log.parts.at(1)
            .Has("unopened"));
}

TEST_CASE("uuencoded blocks in text") {
  const Run run =
      Unpack("From: a@b\n\nhi\n\nbegin 644 evil.exe\n#86)C\n`\nend\n\nbye\n");
  REQUIRE(run.log.parts.size() == 2);
  CHECK(run.log.parts.at(2).begin.kind == "inline");
  CHECK(run.log.parts.at(2).begin.name == "evil.exe");
  CHECK(run.log.parts.at(2).bytes == "abc");
  CHECK(run.log.parts.at(2).begin.parent == 1);
}

TEST_CASE("a part that is uuencoded as a whole") {
  const Run run = Unpack(
      "From: a@b\nContent-Type: application/x-foo; name=evil.exe\n"
      "Content-Transfer-Encoding: x-uuencode\n\n"
      "begin 644 a.txt\n#86)C\n`\nend\n");
  CHECK(run.log.parts.at(2).bytes == "abc");
  CHECK(run.log.parts.at(2).Named("a.txt"));
  CHECK(run.log.parts.at(2).Named("evil.exe"));
}

TEST_CASE("an encoded message is opened") {
  const Run run = Unpack(
      "From: a@b\nContent-Type: message/rfc822\n"
      "Content-Transfer-Encoding: base64\n\n" +
      Base64(Attachment("evil.exe", "MZ\0\1"s)));
  CHECK(run.log.Named("evil.exe").bytes == "MZ\0\1"s);
}

TEST_CASE("sealed mail and unknown charsets") {
  CHECK(Unpack("From: a@b\nContent-Type: multipart/encrypted; boundary=b\n\n"
               "--b\nContent-Type: application/octet-stream\n\nxx\n--b--\n")
            .log.parts.at(1)
            .Has("sealed"));
  CHECK(Unpack("From: a@b\n\n-----BEGIN PGP MESSAGE-----\nxx\n")
            .log.parts.at(1)
            .Has("sealed"));
  CHECK(Unpack("From: a@b\nContent-Type: text/plain; charset=x-rot13\n\nuryyb")
            .log.parts.at(1)
            .Has("charset"));
}

TEST_CASE("over the budget is flagged, never silent") {
  std::string many;
  for (int i = 0; i < 30; ++i) many += "--b\n\nx" + std::to_string(i) + "\n";
  Setting setting;
  setting.parts = "10";
  Run run = Unpack(Multipart(many), setting);
  CHECK(run.code == 0);
  CHECK(run.log.parts.rbegin()->first == 10);
  CHECK(run.log.Flagged("limit"));

  setting = {};
  setting.part_bytes = "4";
  run = Unpack("From: a@b\n\nhello\n", setting);
  CHECK(run.log.parts.at(1).bytes == "hell");
  CHECK(run.log.parts.at(1).Has("limit"));

  setting = {};
  setting.depth = "2";
  run = Unpack(Attachment("a.zip", Zip("b.zip", Zip("c.txt", "x"))), setting);
  CHECK(run.log.parts.size() == 2);
  CHECK(run.log.parts.at(2).Has("limit"));

  setting = {};
  setting.total_bytes = "300";
  run =
      Unpack(Attachment("a.zip", Zip("b.txt", std::string(200, 'x'))), setting);
  CHECK(run.log.Flagged("limit"));
}

TEST_CASE("names without end are over the budget, too") {
  std::string many;
  for (int i = 0; i < 1200; ++i) {
    many += "--b\n";
    for (int k = 0; k < 5; ++k)
      many += "Content-Disposition: attachment; filename=\"" +
              std::to_string(k) + std::string(1900, 'n') + "\"\n";
    many += "\nx\n";
  }
  Setting setting;
  setting.parts = "5000";
  const Run run = Unpack(Multipart(many), setting);
  CHECK(run.code == 0);
  CHECK(run.log.parts.size() < 1200);
  CHECK(run.log.Flagged("limit"));
}

TEST_CASE("a million tiny parts cost a bounded amount") {
  std::string many;
  for (int i = 0; i < 300000; ++i) many += "--b\n\n\n";
  Setting setting;
  setting.parts = "1000000";
  const Run run = Unpack(Multipart(many), setting);
  CHECK(run.code == 0);
#ifndef SALLYPORT_SANITIZED  // whose allocator tells nothing of its heap
  CHECK(run.log.parts.size() < 300000);
  REQUIRE(run.log.parts.count(0) == 1);
  CHECK(run.log.parts.at(0).Has("limit"));
#endif
}

TEST_CASE("a NUL in a header hides nothing") {
  const Run run = Unpack(
      "From: a@b\nContent-Type: multipart/mixed;\0 boundary=b\n\n"
      "--b\nContent-Type: text/plain\n\nEICAR\n--b--\n"s);
  bool seen = false;
  for (const auto& [number, part] : run.log.parts)
    seen = seen || part.bytes.find("EICAR") != std::string::npos;
  CHECK(seen);
}

TEST_CASE("policy on parts, members and the message") {
  PolicyRules rules;
  rules.version = "7";
  PolicyRule exe;
  exe.name = "program";
  exe.globs = {"*.exe"};
  PolicyRule subject;
  subject.name = "subject";
  subject.cause = Cause::kPolicy;
  subject.headers = {{"Subject", "h\xC3\xA4"}};
  PolicyRule sealed;
  sealed.name = "locked";
  sealed.cause = Cause::kEncrypted;
  sealed.encrypted = true;
  rules.rules = {exe, subject, sealed};
  Setting setting;
  setting.policy = EncodePolicyRules(rules);
  const std::string message =
      Attachment("a.zip", Zip("evil.exe. ", "xxxxx", true));
  const Run run = Unpack(message, setting);
  CHECK(run.code == 0);
  CHECK(run.log.engine == "policy/" + std::string(kVersion) + " rules 7");
  CHECK(run.log.Found(Cause::kAttachment, "program", 2));
  CHECK(run.log.Found(Cause::kPolicy, "subject", kNoPart));
  CHECK(run.log.Found(Cause::kEncrypted, "locked", 2));
  CHECK(run.log.findings.size() == 3);
  CHECK(Unpack(message).log.engine.empty());
}

TEST_CASE("what is wrong with the surroundings is exit 1") {
  Setting setting;
  setting.policy = "garbage";
  CHECK(Unpack("From: a@b\n\nx", setting).code == 1);
  PolicyRules rules;
  PolicyRule broken;
  broken.regexes = {"("};
  rules.rules = {broken};
  setting.policy = EncodePolicyRules(rules);
  CHECK(Unpack(Attachment("a", "x"), setting).code == 1);
  for (std::string Setting::*field :
       {&Setting::depth, &Setting::parts, &Setting::part_bytes,
        &Setting::total_bytes, &Setting::ratio}) {
    setting = {};
    setting.*field = "many";
    CHECK(Unpack("From: a@b\n\nx", setting).code == 1);
  }
}

}  // namespace sallyport
