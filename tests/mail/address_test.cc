// What may name an address in a list, the closest first.

#include "mail/address.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace sallyport {

using Keys = std::vector<std::string>;

TEST_CASE("the address, its user parts, its domain and parent domains") {
  CHECK(AddressKeys("User-ext-more@Mail.Example.COM") ==
        Keys{"user-ext-more@mail.example.com", "user-ext@mail.example.com",
             "user@mail.example.com", "mail.example.com", "example.com",
             "com"});
  CHECK(AddressKeys("a@b") == Keys{"a@b", "b"});
}

TEST_CASE("the null sender, and addresses that are odd") {
  CHECK(AddressKeys("") == Keys{"<>"});
  CHECK(AddressKeys("local") == Keys{"local"});
  CHECK(AddressKeys("local-ext") == Keys{"local-ext", "local"});
  CHECK(AddressKeys("a@b@c.d") == Keys{"a@b@c.d", "c.d", "d"});
  CHECK(AddressKeys("a@") == Keys{"a@"});
  CHECK(AddressKeys("@b") == Keys{"@b", "b"});
  CHECK(AddressKeys("-x@b") == Keys{"-x@b", "b"});
  CHECK(AddressKeys("a@b.") == Keys{"a@b.", "b."});
}

TEST_CASE("an address of a thousand dashes and dots stays cheap") {
  const Keys keys = AddressKeys("a" + std::string(500, '-') + "b@" +
                                std::string(400, '.') + "x");
  CHECK(keys.size() < 60);
}

TEST_CASE("a list is of addresses and domains") {
  const Keys list = {"a@example.com", "example.org", "<>"};
  CHECK(AddressListed("A@Example.com", list));
  CHECK(AddressListed("a-ext@example.com", list));
  CHECK(AddressListed("x@sub.example.org", list));
  CHECK(AddressListed("", list));
  CHECK_FALSE(AddressListed("b@example.com", list));
  CHECK_FALSE(AddressListed("x@notexample.org", list));
  CHECK_FALSE(AddressListed("a@example.com.evil.net", list));
  CHECK_FALSE(AddressListed("", {}));
}

TEST_CASE("lower case is ASCII's") {
  CHECK(LowerCase("AbZ-09@[\xC3\x84") == "abz-09@[\xC3\x84");
}

TEST_CASE("a front in any case, and no longer than the text") {
  CHECK(BeginsInAnyCase("Content-Type", "content-"));
  CHECK(BeginsInAnyCase("CONTENT-", "content-"));
  CHECK(BeginsInAnyCase("", ""));
  CHECK_FALSE(
      BeginsInAnyCase(std::string_view("Content-").substr(0, 7), "content-"));
  CHECK_FALSE(BeginsInAnyCase("X-Content-", "content-"));
  // Only letters have two cases.
  CHECK_FALSE(BeginsInAnyCase("a@", "a`"));
  CHECK_FALSE(BeginsInAnyCase("\xC3\x84", "\xC3\xA4"));
}

}  // namespace sallyport
