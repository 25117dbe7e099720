// Whose settings count for whom, from the configuration file to the queue and
// the quarantine: by address, extension address, domain, subdomain, sender and
// class of client.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "mail/envelope.h"
#include "mail/quarantine_block.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

using Names = std::vector<std::string>;

// The attachment is held, but for those to whom a table delivers it.
const std::string kTables = R"(
[action]
attachment = "hold"
[[domain]]
recipient = ["user@a.example"]
action.attachment = "deliver"
[[domain]]
recipient = ["b.example"]
action.attachment = "deliver"
[[domain]]
recipient = ["strict@b.example", "strict.b.example"]
action.attachment = "hold"
[[domain]]
sender = ["friend.example"]
action.attachment = "deliver"
[[domain]]
client = "relay"
scanners = []
)";

/// Who gets the message, in the order of the envelope; the others must be
/// named in what is held.
Names Reached(const Names& recipients, const std::string& sender,
              bool relay = false) {
  Site site(kTables);
  SendSpec spec;
  spec.sender = sender;
  spec.recipients = recipients;
  if (relay) spec.environment = {{"RELAYCLIENT", ""}};
  const SendOutcome outcome =
      site.Send(MessageWithAttachment("a.exe", "x"), spec);
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  Names reached;
  if (!site.Queued().empty()) {
    EnvelopeReader reader(100);
    REQUIRE(reader.Feed(site.Queued()[0].envelope) ==
            EnvelopeState::kComplete);
    CHECK(reader.envelope().sender == sender);
    reached = reader.envelope().recipients;
  }
  Names held;
  for (const std::string& file : site.Held(".attachment")) {
    const Result<QuarantineBlock> block = ParseQuarantineBlock(file);
    REQUIRE(block.ok());
    const Names& named = block.value().held.recipients;
    held.insert(held.end(), named.begin(), named.end());
  }
  for (const std::string& recipient : recipients) {
    CAPTURE(recipient);
    const auto in = [&recipient](const Names& names) {
      return std::count(names.begin(), names.end(), recipient);
    };
    CHECK(in(reached) + in(held) == 1);
  }
  return reached;
}

}  // namespace

TEST_CASE("an address covers its extensions, a domain its subdomains") {
  const Names got =
      Reached({"user@a.example", "user-lists@a.example", "User-X@A.EXAMPLE",
               "users@a.example", "other@a.example", "any@b.example",
               "any@deep.sub.b.example", "any@notb.example",
               "strict@b.example", "strict-ext@b.example",
               "any@strict.b.example", "strict@sub.b.example"},
              "sender@example.net");
  CHECK(got == Names{"user@a.example", "user-lists@a.example",
                     "User-X@A.EXAMPLE", "any@b.example",
                     "any@deep.sub.b.example", "strict@sub.b.example"});
}

TEST_CASE("a sender's table counts where no recipient's does") {
  CHECK(Reached({"any@c.example", "strict@b.example"}, "x@friend.example") ==
        Names{"any@c.example"});
  CHECK(Reached({"any@c.example"}, "x@sub.friend.example") ==
        Names{"any@c.example"});
  CHECK(Reached({"any@c.example"}, "x@unfriend.example").empty());
  CHECK(Reached({"any@c.example"}, "").empty());
}

TEST_CASE("a class of client may have scanners of its own") {
  CHECK(Reached({"any@c.example"}, "x@y.example", true) ==
        Names{"any@c.example"});
  CHECK(Reached({"any@c.example"}, "x@y.example", false).empty());
}
