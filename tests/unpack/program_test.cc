// The built sallyport-unpack, run on messages through its descriptors.

#include <doctest/doctest.h>

#include "mail/policy_rules.h"
#include "mail/version.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

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
  CHECK(evil.bytes == "xxxxx");  // it only says that it is
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
  CHECK(Unpack(Attachment("mail.pst", "!BDN\1\2"s))
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
