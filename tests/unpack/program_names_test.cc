// Every spelling of evil.exe that some mail program reads as such, through
// the built sallyport-unpack with a rule against *.exe; and harmless names
// that must not meet it.

#include <string>
#include <vector>

#include "base/clock.h"
#include "mail/policy_rules.h"
#include "tests/unpack/program_run.h"
#include "tests/unpack/spellings.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

Setting NoPrograms() {
  PolicyRules rules;
  rules.version = "1";
  PolicyRule exe;
  exe.name = "program";
  exe.globs = {"*.exe"};
  rules.rules = {exe};
  Setting setting;
  setting.policy = EncodePolicyRules(rules);
  return setting;
}

Run UnpackWith(const std::string& fields) {
  return Unpack(
      "From: a@b\nMIME-Version: 1.0\n"
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n" +
          fields + "\n\ncontent\n--b--\n",
      NoPrograms());
}

const std::vector<std::string>& Harmless() {
  static const std::vector<std::string> names = {
      Filename("report.pdf"),
      Quoted("Annual report 2026.pdf"),
      Quoted("report (1).docx"),
      Quoted("Gr\xC3\xBC\xC3\x9F"
             "e aus K\xC3\xB6ln.txt"),
      Quoted("\xE5\xA0\xB1\xE5\x91\x8A\xE6\x9B\xB8.xlsx"),
      Quoted("exe.pdf"),
      Quoted("how to run exe files.txt"),
      Quoted("setup.exe.sig"),
      Quoted("setup.exe.txt"),
      Quoted("my.exes"),
      Quoted("notexe"),
      Quoted("file_exe"),
      Quoted("executive summary.doc"),
      Quoted("100% done.txt"),
      Quoted("50%25 off.html"),
      Quoted("R&D plan.odt"),
      Quoted("Q&amp;A.txt"),
      Quoted("John's notes.txt"),
      Quoted("it's 'quoted' text.txt"),
      Quoted("C++ = fun?.txt"),
      Quoted("a=b.txt"),
      Quoted("12:30 meeting.ics"),
      Quoted("foo;bar.txt"),
      Quoted("foo, bar.txt"),
      Quoted("[draft] paper.tex"),
      Quoted("<no name>"),
      Quoted(".bashrc"),
      Quoted("archive.tar.gz"),
      Quoted("image001.png"),
      Quoted("smime.p7s"),
      Quoted("signature.asc"),
      Quoted("=?utf-8?Q?Rechnung_M=C3=A4rz.pdf?="),
      Quoted("=?iso-8859-1?B?R3L832UucGRm?="),
      Quoted("=?utf-8?Q?a_long_name_that?= =?utf-8?Q?_goes_on.pdf?="),
      "Content-Disposition: attachment; filename*=utf-8''%E2%82%AC%20rates.pdf",
      "Content-Disposition: attachment; filename*0=\"a long name \"; "
      "filename*1=\"that goes on.pdf\"",
      "Content-Disposition: attachment; filename*0*=utf-8''a%20; "
      "filename*1*=b.pdf",
      "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes",
      "Content-Type: text/html; charset=\"us-ascii\"",
      "Content-Type: image/png; name=\"image001.png\"\n"
      "Content-ID: <image001.png@01D9A0B1.2C3D4E5F>",
      "Content-ID: <20261121.100000@mail.exe.example.com>",
      "Content-Type: image/gif\nContent-ID: <logo>\n"
      "Content-Location: http://www.example.com/logo.gif?x=a.exe",
      "Content-Description: Card for Jane Doe",
      "Content-Type: application/pdf; name=evil.pdf; x=\"evil.exe\"",
      "Content-Type: message/external-body; access-type=URL; "
      "URL=\"http://example.com/\"",
  };
  return names;
}

}  // namespace

TEST_CASE("no spelling of evil.exe passes a rule against it") {
  CHECK(EvilSpellings().size() >= 150);
  for (const std::string& fields : EvilSpellings()) {
    const Run run = UnpackWith(fields);
    INFO(fields);
    CHECK(run.code == 0);
    CHECK(run.log.Found(Cause::kAttachment, "program", 1));
  }
}

TEST_CASE("harmless names do not meet it") {
  CHECK(Harmless().size() >= 40);
  for (const std::string& fields : Harmless()) {
    const Run run = UnpackWith(fields);
    INFO(fields);
    CHECK(run.code == 0);
    CHECK(run.log.findings.empty());
    CHECK_FALSE(run.log.Flagged("limit"));
  }
}

TEST_CASE("a field whose name a NUL breaks, in front of all others") {
  const std::string field =
      "Content\0-Disposition: attachment; filename=evil.exe\n"s;
  for (const std::string& header :
       {field + "Content-Type: a/b\n", "Subject: x\n" + field,
        "Content-Type: a/b\n" + field}) {
    CAPTURE(header.find('\0'));
    const Run run = Unpack("From: a@b\n" + header + "\nx\n", NoPrograms());
    CHECK(run.code == 0);
    CHECK(run.log.Found(Cause::kAttachment, "program", 1));
  }
}

TEST_CASE("a field behind a bare carriage return") {
  const std::string field =
      "Content-Disposition: attachment; filename=evil.exe\n";
  const std::string base64 = "Content-Transfer-Encoding: base64\n";
  for (const std::string& fields :
       {"X-A: b\r" + field, base64 + "X-A: b\r" + field,
        "X-A: b\r" + field + base64, "X-A: b\rX-B: c\r" + field,
        "X-A: \0b\rContent-Type: a/b;\r name=evil.exe\n"s,
        "Content-Type: message/rfc822\nX-A: b\r" + field + "\nSubject: x\n"}) {
    INFO(fields);
    const Run run = UnpackWith(fields);
    CHECK(run.code == 0);
    CHECK_FALSE(run.log.findings.empty());
  }
  // Where a newline follows it none begins.
  CHECK(UnpackWith("X-A: b\r\n " + field).log.findings.empty());
  CHECK(Unpack("From: a@b\nX-A: b\r" + field + "\nx\n", NoPrograms())
            .log.Found(Cause::kAttachment, "program", 1));
}

TEST_CASE("an ordinary name is listed once") {
  for (const std::string& fields :
       {Quoted("report.pdf"), Filename("report.pdf"),
        Quoted("Annual report (1).pdf"), Quoted("foo, bar.txt")}) {
    const Run run = UnpackWith(fields);
    INFO(fields);
    CHECK(run.log.parts.at(1).begin.names.empty());
  }
}

TEST_CASE("a flood of names ends in time, and is a limit") {
  std::string flood = "Content-Disposition: attachment";
  for (int i = 0; i < 20000; ++i)
    flood += ";\n filename" + std::string(i % 2 == 0 ? "" : "*") + "=utf-8''" +
             std::to_string(i) + "%41'=?utf-8?Q?&#65;?=";
  [[maybe_unused]] const Deadline deadline = Deadline::InMs(20000);
  Run run = UnpackWith(flood + "; filename=evil.exe");
  CHECK(run.code == 0);
  CHECK(run.log.parts.at(1).Has("limit"));

  flood = "Content-Disposition: attachment";
  for (int i = 0; i < 100000; ++i) flood += "; name=name=)=";
  run = UnpackWith(flood);
  CHECK(run.code == 0);
  CHECK(run.log.parts.at(1).Has("limit"));

  flood = "Content-Disposition: attachment";
  for (int i = 0; i < 20000; ++i)
    flood += "; name*" + std::to_string(i) + "=" + std::string(20, 'a');
  run = UnpackWith(flood);
  CHECK(run.code == 0);
  CHECK(run.log.parts.at(1).Has("limit"));
#ifndef SALLYPORT_SANITIZED
  CHECK_FALSE(deadline.Passed());
#endif
}

}  // namespace sallyport
