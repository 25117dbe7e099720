// All of what a hold keeps: one item a category, each whole field of its
// block, and copies that can't be kept.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "base/sha256.h"
#include "mail/quarantine_block.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTwoRules = R"([[rule]]
name = "executable"
category = "attachment"
names = ["*.exe"]

[[rule]]
name = "subject"
category = "policy"
header.subject = "attachment"
)";

constexpr const char* kEachHisOwn = R"(hostname = "mx.example.com"
[[domain]]
recipient = ["names.example"]
action.policy = "deliver"
action.attachment = "hold"
[[domain]]
recipient = ["headers.example"]
action.policy = "hold"
action.attachment = "deliver"
)";

HeldMessage Only(const Site& site, const std::string& folder) {
  const std::vector<std::string> files = site.Held(folder);
  REQUIRE(files.size() == 1);
  const Result<QuarantineBlock> block = ParseQuarantineBlock(files[0]);
  REQUIRE(block.ok());
  return block.value().held;
}

}  // namespace

TEST_CASE("a message is held once for each category, for its recipients") {
  Site site(kEachHisOwn, kTwoRules);
  const std::string message = MessageWithAttachment("a.exe", "abc");
  SendSpec spec;
  spec.recipients = {"a@names.example", "b@headers.example"};
  const SendOutcome outcome = site.Send(message, spec);
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  CHECK(site.Queued().empty());
  const HeldMessage names = Only(site, ".attachment");
  const HeldMessage headers = Only(site, ".policy");
  CHECK(names.category == Category::kAttachment);
  CHECK(names.recipients == std::vector<std::string>{"a@names.example"});
  CHECK(headers.category == Category::kPolicy);
  CHECK(headers.recipients == std::vector<std::string>{"b@headers.example"});
  const auto rows = site.Log("viruses.log");
  REQUIRE(rows.size() == 2);
  for (const Row& row : rows) CHECK(row.at("action") == "hold");
}

TEST_CASE("the block tells all that is known of a held message") {
  Site site("hostname = \"mx.example.com\"\n");
  const std::string message = MessageWithAttachment("a.exe", "abc");
  site.Send(message);
  const HeldMessage held = Only(site, ".attachment");
  const Row row = site.Log("messages.log").at(0);
  CHECK(held.id == row.at("id"));
  CHECK(LogTime(held.time) == row.at("time"));
  CHECK(held.relay == "192.0.2.1");
  CHECK(held.host == "mx.example.com");
  CHECK(held.sha256 == Hex(Sha256Of(message)));
  CHECK(held.bytes == message.size());
  REQUIRE(held.findings.size() == 1);
  CHECK(held.findings[0].name == "executable");
  CHECK(held.findings[0].part == 2);
  CHECK(held.findings[0].scanner == "policy");
  REQUIRE(held.scanners.size() == 1);
  CHECK(held.scanners[0].starts_with("policy:found:"));
  REQUIRE(held.parts.size() == 3);
  CHECK(held.parts[2].name == "a.exe");
  CHECK(held.parts[2].sha256 == Hex(Sha256Of("abc")));
  for (const auto& entry : fs::directory_iterator(
           site.Path("spool/quarantine/.attachment/new"))) {
    struct stat status = {};
    REQUIRE(::stat(entry.path().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0600);
  }
}

TEST_CASE("the digest is that of every byte, however many") {
  Site site("", "[[rule]]\nname = \"hold\"\ncategory = \"policy\"\n"
                "header.Subject = \"hold\"\n");
  // Around the size of the pieces that it comes in.
  for (const size_t bytes : {20U, 65535U, 65536U, 65537U, 131072U, 200000U}) {
    std::string message = "Subject: hold\n\n";
    while (message.size() < bytes)
      message += message.size() % 77 == 76 ? '\n' : 'x';
    message.resize(bytes);
    site.Send(message);
    const auto rows = site.Log("viruses.log");
    REQUIRE_FALSE(rows.empty());
    CAPTURE(bytes);
    CHECK(rows.back().at("sha256") == Hex(Sha256Of(message)));
  }
}

TEST_CASE("a copy that cannot be kept is exit 53, and nothing is handed on") {
  Site site("[quarantine]\narchive = [\"all\"]\n");
  fs::remove_all(site.Path("spool/quarantine/.archive"));
  const SendOutcome outcome = site.Send(PlainMessage());
  INFO(outcome.log);
  CHECK(outcome.end.exited);
  CHECK(outcome.end.code == 53);
  CHECK(outcome.text == "");
  CHECK(site.Queued().empty());
  CHECK(site.SlotFiles().empty());
}
