#include "unpack/cms.h"

#include <zlib.h>

#include "tests/unpack/open_bytes.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

const std::string kSignedData = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"s;
const std::string kEncryptedData = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06"s;
const std::string kData = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"s;
const std::string kCompressedData =
    "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x09"s;

// By openssl cms -sign -nodetach, with -stream.
const std::string kPem =
    "-----BEGIN CMS-----\n"
    "MIAGCSqGSIb3DQEHAqCAMIACAQExDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQcB\n"
    "oIAkgAQ9Q29udGVudC1UeXBlOiB0ZXh0L3BsYWluOyBuYW1lPSJzaWduZWQudHh0\n"
    "Ig0KDQpoaWRkZW4gd29yZHMNCgAAAAAAADGBjjCBiwIBATAkMAwxCjAIBgNVBAMM\n"
    "AXgCFAHNeyFP4AZ1x8QWQM6LlvvTXKebMAsGCWCGSAFlAwQCATAKBggqhkjOPQQD\n"
    "AgRHMEUCIEeD1ljr/W8nam3dt5NI3y4xXgoQGT1JZaRo9QIVzMiMAiEAnyHY3LCG\n"
    "t7VFXk5MHk+IUDK7FAboikAmE5Vg8u1y7DMAAAAAAAA=\n"
    "-----END CMS-----\n";

std::string Ber(int tag, const std::string& bytes) {
  std::string length = bytes.empty() ? "\0"s : ""s;
  for (size_t rest = bytes.size(); rest > 0; rest >>= 8)
    length.insert(0, 1, static_cast<char>(rest & 0xFF));
  return Little(static_cast<uint64_t>(tag), 1) +
         Little(0x80 | length.size(), 1) + length + bytes;
}

std::string Endless(int tag, const std::string& bytes) {
  return Little(static_cast<uint64_t>(tag), 1) + "\x80"s + bytes + "\0\0"s;
}

/// With each structure written by `element`.
template <typename Element>
std::string Cms(Element element, const std::string& type,
                const std::string& octets) {
  const std::string inner =
      element(0x30, "\x06\x09"s + kData + element(0xA0, octets));
  const std::string body = element(
      0x30, "\x02\x01\x01"s + element(0x31, element(0x30, "\x06\x01\x2A"s)) +
                inner + element(0xA0, std::string(300, '\0')));
  return element(0x30,
                 "\x06"s + Little(type.size(), 1) + type + element(0xA0, body));
}

const std::string kEntity =
    "Content-Type: text/plain; name=\"inner.txt\"\n\nhidden words\n";

}  // namespace

TEST_CASE("CMS: what openssl signed and armoured") {
  const RecordLog log = OpenBytes(kPem);
  REQUIRE(log.parts.size() >= 4);
  CHECK(log.parts.at(2).type == "application/pkcs7-mime");
  CHECK(log.parts.at(3).begin.kind == "content");
  CHECK(log.parts.at(4).bytes == "hidden words\r\n");
  CHECK(log.parts.at(4).Named("signed.txt"));
  for (int part = 1; part <= 4; ++part) CHECK(log.parts.at(part).flags.empty());
  for (size_t size = 20; size < kPem.size(); ++size)
    OpenBytes(kPem.substr(0, size));
}

TEST_CASE("CMS: definite, indefinite, in one piece or in many") {
  const std::string pieces =
      Ber(4, kEntity.substr(0, 5)) +
      Endless(0x24, Ber(4, kEntity.substr(5, 7)) + Ber(4, "")) +
      Ber(0x24, Ber(4, kEntity.substr(12)));
  for (const std::string& octets :
       {Ber(4, kEntity), Ber(0x24, pieces), Endless(0x24, pieces)}) {
    for (const std::string& cms :
         {Cms(Ber, kSignedData, octets), Cms(Endless, kSignedData, octets)}) {
      for (const size_t piece : {SIZE_MAX, size_t{1}}) {
        OpenSetting setting;
        setting.piece = piece;
        setting.names = {"smime.p7m", "invoice.pdf.p7m"};
        const RecordLog log = OpenBytes(cms, setting);
        REQUIRE(log.parts.size() == 3);
        CHECK(log.parts.at(1).flags.empty());
        CHECK(log.parts.at(2).bytes == kEntity);
        CHECK(log.parts.at(2).begin.name == "invoice.pdf");
        CHECK(log.parts.at(3).bytes == "hidden words\n");
        CHECK(log.parts.at(3).Named("inner.txt"));
      }
      for (size_t size = 0; size < cms.size(); ++size)
        OpenBytes(cms.substr(0, size));
    }
  }
}

TEST_CASE("CMS: a file that is no entity is opened by its content") {
  const RecordLog log =
      OpenBytes(Cms(Ber, kSignedData, Ber(4, "%PDF-1.4 a file")));
  REQUIRE(log.parts.size() == 2);
  CHECK(log.parts.at(2).type == "application/pdf");
}

TEST_CASE("CMS: compressed content") {
  std::string packed(1000, '\0');
  uLongf size = packed.size();
  REQUIRE(::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(kEntity.data()),
                     kEntity.size()) == Z_OK);
  packed.resize(size);
  const RecordLog log =
      OpenBytes(Cms(Endless, kCompressedData, Endless(0x24, Ber(4, packed))));
  REQUIRE(log.parts.size() == 3);
  CHECK(log.parts.at(3).bytes == "hidden words\n");
  const RecordLog cut =
      OpenBytes(Cms(Ber, kCompressedData, Ber(4, packed.substr(0, size - 9))));
  CHECK(cut.parts.at(2).Has("damaged"));
  CHECK(cut.parts.at(2).bytes.starts_with("Content-Type"));
}

TEST_CASE("CMS: what is enveloped or encrypted is sealed") {
  const RecordLog log = OpenBytes(Cms(Ber, kEncryptedData, Ber(4, kEntity)));
  CHECK(log.parts.size() == 1);
  CHECK(log.parts.at(1).Has("sealed"));
}

TEST_CASE("CMS: cut content is damaged; a million pieces and depths end") {
  const std::string whole = Cms(Endless, kSignedData, Ber(4, "abcdef"));
  const RecordLog cut = OpenBytes(whole.substr(0, whole.find("def")));
  CHECK(cut.parts.at(1).Has("damaged"));
  CHECK(cut.parts.at(2).bytes == "abc");
  std::string pieces;
  for (int i = 0; i < 300000; ++i) pieces += "\x04\x01x"s;
  CHECK(OpenBytes(Cms(Ber, kSignedData, Ber(0x24, pieces)))
            .parts.at(2)
            .bytes.size() == 300000);
  std::string deep;
  for (int i = 0; i < 500000; ++i) deep += "\x24\x80"s;
  CHECK(OpenBytes(Cms(Ber, kSignedData, deep)).parts.at(1).Has("damaged"));
  OpenBytes(Cms(Ber, kSignedData, Ber(0x30, deep)));
}

}  // namespace sallyport
