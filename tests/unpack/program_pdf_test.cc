// PDFs through the built program, written so that a reader of PDF finds a
// file in them and whoever only looks at the usual places does not.

#include <doctest/doctest.h>

#include "tests/unpack/open_bytes.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

const std::string kSpec = "1 0 obj<</F(evil.js)/EF<</F 2 0 R>>>>endobj\n";

std::string Stream(const std::string& head, const std::string& keys = "") {
  return head + "<<" + keys + ">>stream\nvar x = 1;endstream endobj\n";
}

RecordLog Open(const std::string& bytes, const Setting& setting = {}) {
  const Run run = Unpack(Attachment("a", bytes), setting);
  CHECK(run.code == 0);
  return run.log;
}

RecordLog OpenPdf(const std::string& objects) {
  return Open("%PDF-1.7\n" + objects + "trailer<<>>\n");
}

std::string ArMember(const std::string& name, const std::string& bytes) {
  const auto field = [](std::string text, size_t width) {
    text.resize(width, ' ');
    return text;
  };
  return field(name, 16) + field("0", 12) + field("0", 6) + field("0", 6) +
         field("644", 8) + field(std::to_string(bytes.size()), 10) + "`\n" +
         bytes + (bytes.size() % 2 == 0 ? "" : "\n");
}

std::string Hidden(const RecordLog& log) { return log.Named("evil.js").bytes; }

}  // namespace

TEST_CASE("PDF: comments before the word of an object") {
  for (const char* head :
       {"2 0 obj", "2 %x\n0 obj", "2 0 %\robj", "2%1 0\r\n%\n\n0%0 obj\n obj"})
    CHECK(Hidden(OpenPdf(kSpec + Stream(head))) == "var x = 1;");
  // What it is called cannot be seen behind so long a one.
  const std::string far = "2 %" + std::string(9000, 'x') + "\n0 obj";
  CHECK(Holding(OpenPdf(kSpec + Stream(far, "/Type/EmbeddedFile")), "var x")
            .begin.kind == "member");
  // A comment that is not closed in front of it, and a number too few.
  CHECK(OpenPdf(kSpec + Stream("2 %x 0 obj")).parts.size() == 1);
  CHECK(OpenPdf(kSpec + Stream("% \n 2obj")).parts.size() == 1);
}

TEST_CASE("PDF: a file whose packing another object tells is unopened") {
  for (const char* keys : {"/Filter 9 0 R", "/Filter[9 0 R]",
                           "/DecodeParms 9 0 R", "/DP[null 9 0 R]"})
    CHECK(OpenPdf(kSpec + Stream("2 0 obj", keys)).Named("evil.js").Has(
        "unopened"));
  CHECK(OpenPdf(Stream("2 0 obj", "/Type/ObjStm/Filter 9 0 R"))
            .parts.at(1)
            .Has("unopened"));
}

TEST_CASE("PDF: an object of a hundred files, and of more than are kept") {
  const auto files = [](int count) {
    std::string specs = "1 0 obj[";
    for (int i = 0; i < count; ++i)
      specs += "<</F(a.txt)/EF<</F " + std::to_string(1000 + i) + " 0 R>>>>";
    return specs + "<</F(evil.js)/EF<</F 2 0 R>>>>]endobj\n" +
           Stream("2 0 obj");
  };
  CHECK(Hidden(OpenPdf(files(100))) == "var x = 1;");
  CHECK(OpenPdf(files(1000)).Flagged("limit"));
  std::string scripts = "1 0 obj[";
  for (int i = 0; i < 1001; ++i) scripts += "<</JS(x)>>";
  CHECK(OpenPdf(scripts + "<</JS(evil)>>]endobj").Flagged("limit"));
  std::string many;
  for (int i = 0; i < 10001; ++i)
    many += "1 0 obj<</JS " + std::to_string(i) + " 0 R>>endobj ";
  CHECK(OpenPdf(many + "1 0 obj<</JS 20000 0 R>>endobj").Flagged("limit"));
}

TEST_CASE("PDF: an object too long to be read is over the limit") {
  const std::string junk = "/Junk(" + std::string(1100000, 'a') + ")";
  CHECK(OpenPdf(kSpec + Stream("2 0 obj", junk)).Flagged("limit"));
}

TEST_CASE("PDF: a name or a script that is an object of its own") {
  const RecordLog log = OpenPdf(
      "1 0 obj<</F 5 0 R/UF 6 0 R/EF<</F 2 0 R>>>>endobj\n" +
      Stream("2 0 obj") + "5 0 obj(evil.js)endobj\n" +
      "4 0 obj<</Type/ObjStm/N 3/First 13>>stream\n"
      "6 0 7 9 8 13 (wide.js)null(packed script)<</S/JavaScript/JS 8 0 R>>"
      "\nendstream endobj\n");
  CHECK(log.Named("evil.js").bytes == "var x = 1;");
  CHECK(log.Named("wide.js").bytes == "var x = 1;");
  CHECK(Holding(log, "packed script").bytes == "packed script");
  CHECK(Holding(log, "packed script").begin.kind == "script");
}

TEST_CASE("a PDF behind a picture's front or behind text") {
  const std::string pdf = "%PDF-1.4\n" + kSpec + Stream("2 0 obj");
  CHECK(Hidden(Open("GIF89a\1\0\1\0\0\0\0;"s + pdf)) == "var x = 1;");
  CHECK(Hidden(Open("#!/bin/sh\nexit 0\n" + pdf)) == "var x = 1;");
  CHECK(Hidden(Open("hello, world\n" + pdf)) == "var x = 1;");
  CHECK(Hidden(Open(Zip("a.gif", "GIF89a\1\0\1\0\0\0\0;"s + pdf))) ==
        "var x = 1;");
  CHECK(Hidden(Open("hello\n" + std::string(1100, '.') + pdf)).empty());
}

TEST_CASE("a PDF that is an archive, or another document, besides") {
  const std::string objects = kSpec + Stream("2 0 obj");
  CHECK(Hidden(Open(Zip("a.txt", "%PDF-1.4\n") + objects)) == "var x = 1;");
  CHECK(Hidden(Open(Zip("%PDF-1.4", "x") + objects)) == "var x = 1;");
  CHECK(Hidden(Open("{\\rtf1 %PDF-1.4\n" + objects + "}")) == "var x = 1;");
  // The objects are members of which none is a PDF alone.
  const RecordLog log = Open(Zip("a", "%PDF-1.4\n" + kSpec) +
                             Zip("b", Stream("2 0 obj")));
  CHECK(Hidden(log) == "var x = 1;");
  CHECK(Hidden(Open("!<arch>\n" + ArMember("a/", "%PDF-1.4\n") +
                    ArMember("b/", objects))) == "var x = 1;");
  // Whoever looks for one has it in the archive's first kilobyte.
  CHECK(Hidden(Open(Zip("a", std::string(1100, '.') + "%PDF-1.4\n") +
                    objects)).empty());
}

TEST_CASE("PDF: heads, names and references by the million end") {
  Setting setting;
  setting.total_bytes = "100000000";
  for (const char* piece :
       {" obj", "%\n0 obj ", "%1 1 obj\n", "5 0 obj(x)endobj ",
        "1 0 obj<</F 5 0 R/EF<</F 2 0 R>>>>endobj "}) {
    std::string many = "%PDF-1.4\n1 0 obj[";
    for (int i = 0; i < 900; ++i)
      many += "<</F 5 0 R/EF<</F " + std::to_string(i) + " 0 R>>>>";
    many += "]endobj ";
    while (many.size() < 8000000) many += piece;
    CHECK(Open(many, setting).parts.size() <= 1000);
  }
}

}  // namespace sallyport
