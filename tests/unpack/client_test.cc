#include "unpack/client.h"

#include <doctest/doctest.h>

namespace sallyport {

TEST_CASE("a client is named by class, address or block") {
  CHECK(ClientListed("relay", "192.0.2.7", {"relay"}));
  CHECK_FALSE(ClientListed("network", "192.0.2.7", {"relay"}));
  CHECK(ClientListed("network", "192.0.2.7", {"192.0.2.7"}));
  CHECK_FALSE(ClientListed("network", "192.0.2.70", {"192.0.2.7"}));
  CHECK(ClientListed("network", "192.0.2.7", {"10.0.0.0/8", "192.0.2.0/29"}));
  CHECK_FALSE(ClientListed("network", "192.0.2.8", {"192.0.2.0/29"}));
  CHECK(ClientListed("network", "2001:db8::1", {"2001:db8::/32"}));
  CHECK_FALSE(ClientListed("network", "2001:db9::1", {"2001:db8::/32"}));
  CHECK(ClientListed("network", "1.2.3.4", {"0.0.0.0/0"}));
  CHECK_FALSE(ClientListed("network", "2001:db8::1", {"0.0.0.0/0"}));
}

TEST_CASE("an IPv4 address inside IPv6 is the same client") {
  CHECK(ClientListed("network", "::ffff:192.0.2.7", {"192.0.2.0/24"}));
  CHECK(ClientListed("network", "192.0.2.7", {"::ffff:192.0.2.0/120"}));
}

TEST_CASE("nonsense fits nobody") {
  for (const char* pattern :
       {"", "192.0.2", "192.0.2.7/33", "192.0.2.7/", "192.0.2.7/-1",
        "192.0.2.7/8x", "2001:db8::/129", "x"})
    CHECK_FALSE(ClientListed("network", "192.0.2.7", {pattern}));
  CHECK_FALSE(ClientListed("", "", {"", "0.0.0.0/0"}));
}

}  // namespace sallyport
