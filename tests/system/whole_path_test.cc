// A message goes in at the gate and comes out where it belongs.

#include <doctest/doctest.h>

#include <string>

#include "mail/envelope.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

TEST_CASE("a clean message reaches the queue program with its exact bytes") {
  Site site;
  const std::string message = PlainMessage("8-bit \xFF, NUL \0, CR \r\r\n end");
  const SendOutcome outcome = site.Send(message);
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  CHECK(outcome.text.empty());
  REQUIRE(site.Queued().size() == 1);
  const QueuedMessage queued = site.Queued()[0];
  REQUIRE(queued.message.size() > message.size());
  CHECK(queued.message.ends_with(message));
  CHECK(queued.message.starts_with("Received: (sallyport "));
  CHECK(queued.message.find("\nX-Sallyport: clean\n") != std::string::npos);
  Envelope envelope{"sender@example.net", {"user@example.com"}};
  CHECK(queued.envelope == envelope.Encode());
  CHECK(Site::NoProcessLeft());
  CHECK(site.SlotFiles().empty());
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("action") == "handoff");
  CHECK(rows[0].at("relay") == "192.0.2.1");
}

TEST_CASE("a forbidden attachment is held and refused") {
  Site site;
  const std::string message =
      MessageWithAttachment("Invoice.pdf.EXE", "not a program");
  const SendOutcome outcome = site.Send(message);
  INFO(outcome.log);
  CHECK(outcome.end.exited);
  CHECK(outcome.end.code == 82);
  CHECK(outcome.text.front() == 'D');
  CHECK(site.Queued().empty());
  REQUIRE(site.Held(".attachment").size() == 1);
  const std::string held = site.Held(".attachment")[0];
  CHECK(held.starts_with("X-Sallyport-Quarantine: 1 "));
  CHECK(held.ends_with(message));
  const auto rows = site.Log("viruses.log");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("action") == "hold+reject");
  CHECK(rows[0].at("finding") == "executable");
  CHECK(rows[0].at("subject") == "with an attachment");
  CHECK(Site::NoProcessLeft());
  CHECK(site.SlotFiles().empty());
}
