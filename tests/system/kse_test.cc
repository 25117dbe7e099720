// The whole path with a server that plays Kaspersky Scan Engine, in the jail.

#include <doctest/doctest.h>

#include "tests/scanners/kse_peer.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

constexpr char kVirusBytes[] = "virus-bytes-of-the-tests";

}  // namespace

TEST_CASE("Kaspersky Scan Engine's verdict on a part decides") {
  const KsePeer engine([](const std::string& request) {
    if (request.find("be-broken") != std::string::npos)
      return KseHttp("SERVER_ERROR");
    return KseHttp(request.ends_with(kVirusBytes) ? "DETECT Test-Virus"
                                                  : "CLEAN");
  });
  Site site("scanners = [\"policy\", \"kse\"]\n[scanner.kse]\nservers = [\"" +
            engine.address() + "\"]\n");
  CHECK(site.Send(PlainMessage()).end.Succeeded());
  const SendOutcome refused =
      site.Send(MessageWithAttachment("a.bin", kVirusBytes));
  INFO(refused.log);
  CHECK(refused.text.starts_with('D'));
  CHECK(site.Send(PlainMessage("be-broken\n")).text.starts_with('Z'));
  const auto rows = site.Log("messages.log");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].at("scanners").find("kse:clean") != std::string::npos);
  CHECK(rows[1].at("finding") == "Test-Virus");
  CHECK(rows[2].at("action") == "defer");
  CHECK(site.Queued().size() == 1);
}
