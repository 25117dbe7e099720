// Encrypted PDFs through the built program: what everyone can read is read,
// and where readers may disagree on it, nothing passes for clean.

#include <doctest/doctest.h>

#include "tests/unpack/encrypted_pdfs.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

std::string Message(const std::string& in_base64) {
  return "From: a@b\nContent-Type: application/pdf\n"
         "Content-Transfer-Encoding: base64\n\n" +
         in_base64 + "\n";
}

std::string Decoded(const std::string& in_base64) {
  return Unpack(Message(in_base64)).log.parts.at(1).bytes;
}

std::string Replaced(std::string text, const std::string& what,
                     const std::string& by) {
  const size_t at = text.rfind(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("PDF: encrypted so that everyone can read it") {
  for (const std::string& pdf : kOpenPdfs) {
    const Run run = Unpack(Message(pdf));
    CHECK(run.code == 0);
    REQUIRE(run.log.parts.size() == 2);
    CHECK(run.log.parts.at(2).begin.name == "evil.exe");
    CHECK(run.log.parts.at(2).bytes == "MZ evil");
    CHECK(run.log.parts.at(1).flags.empty());
    CHECK(run.log.parts.at(2).flags.empty());
  }
}

TEST_CASE("PDF: with a password, which the site may know") {
  for (const std::string& pdf : kSecretPdfs) {
    Setting setting;
    setting.environment = {"SALLYPORT_PASSWORDS=other\nsecret"};
    Run run = Unpack(Message(pdf), setting);
    CHECK(run.code == 0);
    CHECK(run.log.Named("evil.exe").bytes == "MZ evil");
    CHECK(run.log.parts.at(1).Has("password"));
    CHECK_FALSE(run.log.Flagged("encrypted"));
    setting.environment = {"SALLYPORT_PASSWORDS=other"};
    run = Unpack(Message(pdf), setting);
    CHECK(run.log.parts.size() == 1);
    CHECK(run.log.Flagged("encrypted"));
  }
}

TEST_CASE("PDF: what readers may disagree on is not decrypted") {
  const std::string pdf = Decoded(kOpenPdfs[0]);
  const auto encrypted = [](const std::string& bytes) {
    const Run run = Unpack(Attachment("a.pdf", bytes));
    return run.code == 0 && run.log.parts.at(1).Has("encrypted");
  };
  CHECK_FALSE(encrypted(pdf));
  // Another revision is not encrypted, or by something else, or another way.
  CHECK(encrypted(pdf + "trailer<</Root 1 0 R>>"));
  CHECK(encrypted(pdf + "trailer<</Root 1 0 R/Encrypt null>>"));
  CHECK(encrypted(pdf + "trailer<</Root 1 0 R/Encrypt 99 0 R>>"));
  const size_t key = pdf.find("/R 2");
  REQUIRE(key != std::string::npos);
  const size_t object = pdf.rfind(" 0 obj", key);
  CHECK(encrypted(pdf + pdf.substr(object - 1, 7) + "<</R 2/U(" +
                  std::string(32, 'x') + ")>>endobj"));
  CHECK_FALSE(encrypted(pdf + "88 0 obj<</R 2/U(" + std::string(32, 'x') +
                        ")>>endobj"));
  // A stream that is not encrypted as the others are.
  const std::string plain =
      "3 0 obj<</F(evil.exe)/EF<</F 77 0 R>>>>endobj\n"
      "77 0 obj<</Type/EmbeddedFile/Filter/Crypt";
  const std::string v4 = Decoded(kOpenPdfs[2]);
  const std::string by_identity = plain + "/Length 5>>stream\nplain\nendstream";
  Run run = Unpack(Attachment("a.pdf", "%PDF-1.5\n" + by_identity + v4));
  bool found = false;
  for (const auto& [number, part] : run.log.parts)
    found = found || part.bytes == "plain";
  CHECK(found);
  CHECK(encrypted("%PDF-1.5\n" + plain +
                  "/DecodeParms<</Name/Other>>/Length 5>>stream\nplain\n"
                  "endstream" +
                  v4));
  // A method that is not known.
  CHECK(encrypted(Replaced(v4, "/CFM /V2", "/CFM /V9")));
}

TEST_CASE("encrypted PDF: cut at every byte") {
  for (const size_t sample : {0u, 4u}) {
    const std::string pdf = Decoded(kOpenPdfs[sample]);
    for (size_t cut = 0; cut < pdf.size(); cut += 7)
      CHECK(Unpack(Attachment("a.pdf", pdf.substr(0, cut))).code == 0);
  }
}

}  // namespace sallyport
