// Programs of the site that open what sallyport-unpack does not: what they make
// of a part is opened, named and ruled like anything else, and whatever they
// do wrong leaves the part "unopened".

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <tuple>

#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

namespace fs = std::filesystem;

constexpr char kType[] = "application/x-ace-compressed";

/// Of that type, and nothing here opens it.
std::string AceFile() { return "0123456**ACE**" + std::string(100, 'x'); }

std::string Number(size_t number, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(number >> (8 * i) & 0xFF);
  return out;
}

/// A zoo archive with one stored member: nothing but unar opens it.
std::string ZooFile(const std::string& name, const std::string& bytes) {
  constexpr size_t kFirstEntry = 34;
  constexpr size_t kEntryBytes = 51;
  unsigned crc = 0;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xA001u : 0u);
  }
  const std::string tag = "\xDC\xA7\xC4\xFD";
  const auto entry = [&tag](size_t next, size_t at, size_t sum, size_t size,
                            std::string member) {
    member.resize(13);
    return tag + Number(1, 1) + Number(0, 1) + Number(next, 4) + Number(at, 4) +
           Number(0x5A21, 2) + Number(0x6000, 2) + Number(sum, 2) +
           Number(size, 4) + Number(size, 4) + Number(2, 2) + Number(0, 8) +
           member;
  };
  const size_t data = kFirstEntry + kEntryBytes;
  std::string front = "ZOO 2.10 Archive.\x1A";
  front.resize(20);
  return front + tag + Number(kFirstEntry, 4) +
         Number(0x100000000 - kFirstEntry, 4) + Number(2, 2) +
         entry(data + bytes.size(), data, crc, bytes.size(), name) + bytes +
         entry(0, 0, 0, 0, "");
}

class UnpackerSite : public Site {
 public:
  /// The unpacker "house" is this script.
  explicit UnpackerSite(const std::string& script,
                        const std::string& types = kType,
                        const std::string& more = "") {
    WriteWholeFile(Path("house"), "#!/bin/sh\n" + script, 0755);
    REQUIRE(Configure("[unpacker.house]\nprogram = \"" + Path("house") +
                      "\"\ntypes = [\"" + types + "\"]\nseconds = 5\n" + more)
                .end.Succeeded());
  }

  std::string LastScanners() const {
    const auto rows = Log("messages.log");
    return rows.empty() ? "" : rows.back().at("scanners");
  }
};

bool Has(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

constexpr char kMakeProgram[] =
    "cat > part\necho MZ > run.exe\ntar -cf - run.exe\n";

}  // namespace

TEST_CASE("what an outside unpacker makes of a part is ruled on") {
  UnpackerSite site(kMakeProgram);
  const std::string message = MessageWithAttachment("a.ace", AceFile());
  const SendOutcome refused = site.Send(message);
  CHECK(refused.end.code == 82);
  CHECK(refused.text.starts_with('D'));
  const auto rows = site.Log("viruses.log");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("names") == "run.exe");
  CHECK(rows[0].at("part") == "3");
  CHECK(Has(site.LastScanners(), "unpacker-house:clean:"));
  CHECK(Site::NoProcessLeft());
  CHECK(site.SlotFiles().empty());

  // It is asked about its types only.
  const SendOutcome other =
      site.Send(MessageWithAttachment("a.zoo", ZooFile("a.exe", "MZ")));
  CHECK(other.end.Succeeded());
  CHECK_FALSE(Has(site.LastScanners(), "unpacker-house"));
}

TEST_CASE("an outside unpacker gets the part, and its archive is opened") {
  UnpackerSite site(
      "cat > part\n[ \"$(head -c 14 part)\" = '0123456**ACE**' ] || exit 1\n"
      "mkdir in\ncp part in/again.ace\ntar -cf - in\n");
  const SendOutcome outcome =
      site.Send(MessageWithAttachment("a.ace", AceFile()));
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  // What comes out is the same again: asked about as often as may be.
  const std::string scanners = site.LastScanners();
  size_t runs = 0;
  for (size_t at = scanners.find("unpacker-house:clean");
       at != std::string::npos;
       at = scanners.find("unpacker-house:clean", at + 1))
    ++runs;
  CHECK(runs == 16);
  REQUIRE(site.Queued().size() == 1);
  CHECK(Has(site.Queued()[0].message, "X-Sallyport: tagged; unopened"));
}

TEST_CASE("whatever an outside unpacker does wrong, the part stays unopened") {
  for (const char* script :
       {"exit 1\n", "mkdir no; tar -cf - -C no .\n", "echo garbage\n",
        "cat > /dev/null\n", "kill -9 $$\n",
        "cat > part; echo MZ > run.exe; tar -cf - run.exe; exit 2\n",
        "cat > part; echo MZ > run.exe; tar -cf - run.exe; sleep 60 &\n",
        "sleep 60\n"}) {
    CAPTURE(std::string(script));
    UnpackerSite site(script, "*", "[action]\nunopened = \"hold\"\n");
    const SendOutcome outcome =
        site.Send(MessageWithAttachment("a.ace", AceFile()));
    INFO(outcome.log);
    CHECK(outcome.end.Succeeded());
    CHECK(site.Queued().empty());
    const auto rows = site.Log("messages.log");
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].at("action") == "hold");
    CHECK(rows[0].at("finding") == "unopened");
    CHECK(Site::NoProcessLeft());
    CHECK(site.SlotFiles().empty());
  }
}

TEST_CASE("passwords are tried on what an outside unpacker brings to light") {
  // A zip with a zip with run.exe; the password is "secret".
  const std::string script =
      "cat > part\necho "
      "UEsDBBQAAQAAAAAAIQDXaMAzgAAAAHQAAAAFAAAAYi56aXDIiclbtN6sDlqdflJUCnnaPA"
      "NcNyL92fG3PDVChiw/NpKm9sUFp/uEZ+NpkuvY/KuE6wEa0VpiGR18tf+SW12lnzJUy0LB"
      "ENW4vl2GuwackTCRpmpu0jX2GQpHZdQBAkEuXamXthUtuLyT2dKqOB5TqBiiahCH6VBUd2"
      "IpCUO20lBLAQIUABQAAQAAAAAAIQDXaMAzgAAAAHQAAAAFAAAAAAAAAAAAAAAAAAAAAABi"
      "LnppcFBLBQYAAAAAAQABADMAAACjAAAAAAA="
      " | base64 -d > a.zip\ntar -cf - a.zip\n";
  const std::string message = MessageWithAttachment("a.ace", AceFile());
  UnpackerSite knows(script, kType, "[unpack]\npasswords = [\"secret\"]\n");
  knows.Send(message);
  REQUIRE(knows.Log("viruses.log").size() == 1);
  CHECK(knows.Log("viruses.log")[0].at("names") == "run.exe");
  UnpackerSite other(script, kType, "[unpack]\npasswords = [\"other\"]\n");
  other.Send(message);
  REQUIRE(other.Log("messages.log").size() == 1);
  CHECK(other.Log("messages.log")[0].at("category") == "encrypted");
}

TEST_CASE("an outside unpacker's archive has what is left of the budget") {
  UnpackerSite site("head -c 3000000 /dev/zero > a; tar -cf - a\n", "*",
                    "[limits]\ntotal_bytes = \"1M\"\n");
  const SendOutcome outcome =
      site.Send(MessageWithAttachment("a.ace", AceFile()));
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("action") == "hold");
  CHECK(rows[0].at("finding") == "limit");
}

TEST_CASE("the shipped unpackers: 7z and unar") {
  Site site;
  REQUIRE(site.Configure("[unpacker.7z]\ntypes = [\"application/x-ms-wim\"]\n"
                         "[unpacker.unar]\ntypes = [\"*\"]\n")
              .end.Succeeded());
  fs::create_directory(site.Path("in"));
  WriteWholeFile(site.Path("in/evil.exe"), "MZ");
  REQUIRE(std::system(("cd " + site.Path("in") +
                       " && 7z a ../a.wim evil.exe > /dev/null")
                          .c_str()) == 0);
  for (const auto& [file, bytes, unpacker] :
       {std::tuple("a.wim", ReadWholeFile(site.Path("a.wim")), "7z"),
        std::tuple("a.zoo", ZooFile("evil.exe", "MZ"), "unar")}) {
    const std::string name = file;
    CAPTURE(name);
    const SendOutcome refused = site.Send(MessageWithAttachment(name, bytes));
    INFO(refused.log);
    CHECK(refused.text.starts_with('D'));
    const auto rows = site.Log("messages.log");
    CHECK(Has(rows.back().at("scanners"),
              "unpacker-" + std::string(unpacker) + ":clean:"));
    CHECK(rows.back().at("category") == "attachment");
  }
}
