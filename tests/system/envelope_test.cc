// The qmail-queue interface on descriptors 0 and 1: what is accepted, what is
// refused, with which exit code.

#include <doctest/doctest.h>

#include <string>

#include "mail/envelope.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
using namespace std::string_literals;

namespace {

SendOutcome SendEnvelope(Site* site, const std::string& envelope) {
  SendSpec spec;
  spec.envelope = envelope;
  return site->Send(PlainMessage(), spec);
}

}  // namespace

TEST_CASE("a malformed envelope is exit 91 and nothing is queued") {
  Site site;
  for (const std::string& envelope :
       {"X"s, "Ta@b\0\0"s, "Fa@b\0Xc@d\0\0"s, "Fa@b\0Fc@d\0\0"s, "\0"s,
        "Fa\nb@c\0Td@e\0\0"s, "Fa@b\0Tc\rd@e\0\0"s, "Fa@b\0Tc\x01@e\0\0"s,
        "Fa@b\0Tc\x7F@e\0\0"s, "Fa@b\0Tc@d\0\0X"s, "Fa@b\0Tc@d\0\0\0"s}) {
    CAPTURE(envelope);
    const SendOutcome outcome = SendEnvelope(&site, envelope);
    CHECK(outcome.end.exited);
    CHECK(outcome.end.code == 91);
    CHECK(outcome.text.empty());
  }
  CHECK(site.Queued().empty());
  CHECK(site.SlotFiles().empty());
}

TEST_CASE("an envelope without its end is a client that went: exit 54") {
  Site site;
  for (const std::string& envelope :
       {"F"s, "Fa@b"s, "Fa@b\0"s, "Fa@b\0Tc@d"s, "Fa@b\0Tc@d\0"s}) {
    CAPTURE(envelope);
    const SendOutcome outcome = SendEnvelope(&site, envelope);
    CHECK(outcome.end.exited);
    CHECK(outcome.end.code == 54);
    CHECK(outcome.text.empty());
  }
  CHECK(site.Queued().empty());
  for (const Row& row : site.Log("messages.log"))
    CHECK(row.at("action") == "cut");
}

TEST_CASE("an address of 1002 bytes passes, one of 1003 is exit 11") {
  Site site;
  const std::string longest(1002, 'a');
  CHECK(SendEnvelope(&site, "F" + longest + "\0T"s + longest + "\0\0"s)
            .end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].envelope ==
        "F" + longest + "\0T"s + longest + "\0\0"s);
  const SendOutcome sender =
      SendEnvelope(&site, "F" + longest + "a\0Tb@c\0\0"s);
  CHECK(sender.end.code == 11);
  const SendOutcome recipient =
      SendEnvelope(&site, "Fb@c\0T"s + longest + "a\0\0"s);
  CHECK(recipient.end.code == 11);
  CHECK(site.Queued().size() == 1);
}

TEST_CASE("100,000 recipients, the null sender and 8-bit addresses pass") {
  Site site;
  Envelope many{"", {}};
  for (int i = 0; i < 100000; ++i)
    many.recipients.push_back("user" + std::to_string(i) + "@example.com");
  const SendOutcome outcome = SendEnvelope(&site, many.Encode());
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].envelope == many.Encode());
  CHECK(SendEnvelope(&site, "F\xC3\xBC@x\0Tj\xFFrg@y\0\0"s).end.Succeeded());
  CHECK(site.Queued().size() == 2);
}

TEST_CASE("no recipients are handed on, as qmail-queue takes them") {
  Site site;
  CHECK(SendEnvelope(&site, "Fa@b\0\0"s).end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].envelope == "Fa@b\0\0"s);
}

TEST_CASE("an empty message passes") {
  Site site;
  CHECK(site.Send("").end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
}

TEST_CASE("the queue program's own code is the caller's") {
  struct Fake {
    const char* program;
    int code;
  };
  for (const Fake fake : {Fake{"queue_refuse", 31}, {"queue_fail", 53},
                          {"queue_halfread", 71}}) {
    CAPTURE(fake.program);
    Site site;
    site.UseQueue(fake.program);
    const SendOutcome outcome = site.Send(PlainMessage());
    CHECK(outcome.end.exited);
    CHECK(outcome.end.code == fake.code);
  }
  Site site;
  site.UseQueue("queue_crash");
  CHECK(!site.Send(PlainMessage()).end.exited);
}

TEST_CASE("a queue program that is gone is exit 120") {
  Site site;
  REQUIRE(std::remove(site.Path("queue/qmail-queue").c_str()) == 0);
  const SendOutcome outcome = site.Send(PlainMessage());
  CHECK(outcome.end.exited);
  CHECK(outcome.end.code == 120);
  const std::vector<Row> rows = site.Log("messages.log");
  REQUIRE(rows.size() == 2);  // the first was written before the exec
  CHECK(rows[0].at("action") == "handoff");
  CHECK(rows[1].at("action") == "defer");
  CHECK(rows[1].at("id") == rows[0].at("id"));
  CHECK(rows[1].at("finding").starts_with("hand off: execve "));
}

TEST_CASE("without a configuration it is exit 55") {
  Site site;
  SendSpec spec;
  spec.environment = {{"SALLYPORT_CONFIG", "/nonexistent"}};
  CHECK(site.Send(PlainMessage(), spec).end.code == 55);
  CHECK(site.Queued().empty());
}

TEST_CASE("a message over limits.message_bytes is a temporary failure") {
  Site site("[limits]\nmessage_bytes = \"10k\"\n");
  const SendOutcome outcome = site.Send(PlainMessage(std::string(20000, 'x')));
  CHECK(outcome.end.code == 53);
  CHECK(site.Queued().empty());
}
