// Ids: what one looks like, and what may stand in a file's name as one.

#include "mail/message_id.h"

#include <doctest/doctest.h>

namespace sallyport {

TEST_CASE("an id tells time, process and host, within 40 bytes") {
  const WallTime moment{1795255200123456};
  const std::string tag = HostTag("mx.example.com");
  CHECK(MakeMessageId(moment, 4242, "9f3a2c") ==
        "20261121.100000.123456.4242.9f3a2c");
  const std::string longest = MakeMessageId(moment, 4194304, tag);
  CHECK(longest.size() <= kMaxIdBytes);
  CHECK(IsMessageId(longest));
  CHECK(MakeMessageId(moment, 1, tag) <
        MakeMessageId(WallTime{moment.micros + 1}, 1, tag));
}

TEST_CASE("a host's tag is six digits of its own") {
  CHECK(HostTag("a").size() == 6);
  CHECK(HostTag("a") == HostTag("a"));
  CHECK(HostTag("a") != HostTag("b"));
  CHECK(HostTag("a").find_first_not_of("0123456789abcdef") ==
        std::string::npos);
}

TEST_CASE("letters, digits and dots, not a dot first") {
  CHECK(IsMessageId("a"));
  CHECK(IsMessageId("A.1"));
  CHECK(IsMessageId(std::string(40, 'x')));
  for (const std::string& wrong :
       {std::string(), std::string(41, 'x'), std::string("."),
        std::string(".a"), std::string(".."), std::string("a/b"),
        std::string("a b"), std::string("a-b"), std::string("a\n"),
        std::string("a\0", 2), std::string("\xC3\xA9"), std::string("a_b")})
    CHECK_FALSE(IsMessageId(wrong));
}

}  // namespace sallyport
