// The whole path with a real spamd, in the jail.

#include <doctest/doctest.h>

#include "tests/scanners/spamd_daemon.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

std::string With(const SpamdDaemon& spamd, const std::string& further = "") {
  return "scanners = [\"policy\", \"spamd\"]\n" + further +
         "[scanner.spamd]\nservers = [\"" + spamd.address() + "\"]\n";
}

std::string Mail(const std::string& words) {
  return "From: a@example.net\nSubject: x\nMessage-ID: <1@example.net>\n\n" +
         words + "\n";
}

}  // namespace

TEST_CASE("spamd's score meets the site's thresholds, its fields are added") {
  const SpamdDaemon spamd;
  Site site(With(spamd, "spam.hold = 10.0\nspam.reject = 20.0\n"));
  CHECK(site.Send(Mail(kHamWords)).end.Succeeded());
  CHECK(site.Send(Mail(kSpamWords)).end.Succeeded());
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("action") == "handoff");
  CHECK(rows[1].at("action") == "hold");
  CHECK(rows[1].at("finding").find("15") != std::string::npos);
  REQUIRE(site.Queued().size() == 1);
  const std::string delivered = site.Queued()[0].message;
  CHECK(delivered.find("X-Spam-Status: No, score=-0.1 required=5.0 "
                       "tests=HAM_WORDS\n") != std::string::npos);
  CHECK(delivered.ends_with(Mail(kHamWords)));
  CHECK(site.Held(".spam").size() == 1);
}

TEST_CASE("spam over the threshold is refused, and what is tagged says so") {
  const SpamdDaemon spamd;
  Site site(
      With(spamd, "spam.tag = 4.0\nspam.hold = 50.0\nspam.reject = 60.0\n"));
  CHECK(site.Send(Mail(kSpamWords)).end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.find("X-Spam-Flag: YES\n") !=
        std::string::npos);
  REQUIRE(site.Configure(With(spamd, "spam.hold = 10.0\nspam.reject = 12.0\n"))
              .end.Succeeded());
  const SendOutcome refused = site.Send(Mail(kSpamWords));
  INFO(refused.log);
  CHECK(refused.text.starts_with('D'));
}
