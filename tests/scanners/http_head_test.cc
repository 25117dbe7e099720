// The head of an answer in HTTP's syntax: all that is not exactly one is an
// error.

#include "scanners/http_head.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport {

using namespace std::string_literals;

TEST_CASE("http head: status and fields") {
  const auto head = ParseHttpHead(
      "HTTP/1.1 200 All is  well \r\nContent-Length: 12\r\nEmpty:\r\n"
      "x-Odd_Name:a: b \t\r\nX-Odd_Name:c\xFC\r\n\r\n");
  REQUIRE(head.ok());
  CHECK(head.value().version == "HTTP/1.1");
  CHECK(head.value().status == 200);
  CHECK(head.value().reason == "All is  well");
  CHECK(head.value().Only("content-length") == "12");
  CHECK(head.value().Only("empty") == "");
  CHECK(head.value().Only("missing") == std::nullopt);
  // What is said twice is not the only one, even if both say the same.
  CHECK(head.value().Only("x-odd_name") == std::nullopt);
  CHECK(head.value().Values("x-odd_name") ==
        std::vector<std::string_view>{"a: b", "c\xFC"});
}

TEST_CASE("http head: of ICAP, without a reason, without the empty line") {
  const auto icap = ParseHttpHead("ICAP/1.0 204 No Content\r\n");
  REQUIRE(icap.ok());
  CHECK(icap.value().version == "ICAP/1.0");
  CHECK(icap.value().status == 204);
  CHECK(ParseHttpHead("HTTP/1.1 500\r\n").value().reason == "");
  CHECK(ParseHttpHead("HTTP/1.1 999 \r\n").value().status == 999);
}

TEST_CASE("http head: a folded value is one") {
  const auto head = ParseHttpHead(
      "ICAP/1.0 200 OK\r\nX-Violations-Found: 1\r\n\tfile\r\n  Eicar \r\n"
      "Late:\r\n x\r\n\r\n");
  REQUIRE(head.ok());
  CHECK(head.value().Only("x-violations-found") == "1 file Eicar");
  CHECK(head.value().Only("late") == "x");
}

TEST_CASE("http head: what is none") {
  const std::string good = "HTTP/1.1 200 OK\r\n";
  for (const std::string& text :
       {""s, "\r\n"s, "\r\n\r\n"s, "HTTP/1.1 200 OK"s, "HTTP/1.1 200 OK\n"s,
        "HTTP/1.1 200 OK\r"s, " HTTP/1.1 200 OK\r\n"s, "HTTP/1.1\r\n"s,
        "HTTP/1.1 \r\n"s, "HTTP/1.1 20 OK\r\n"s, "HTTP/1.1 20\r\n"s,
        "HTTP/1.1 2000 OK\r\n"s, "HTTP/1.1 2x0 OK\r\n"s,
        "HTTP/1.1 -20 OK\r\n"s, "HTTP/1.1 099 OK\r\n"s,
        "HTTP/1.1  200 OK\r\n"s, "HTTP/1 200 OK\r\n"s, "HTTP/11 200 OK\r\n"s,
        "HTTP/x.1 200 OK\r\n"s, "/1.1 200 OK\r\n"s, "HTTP 200 OK\r\n"s,
        "1.1 200 OK\r\n"s,
        "HTTP/1.1 200 O\0K\r\n"s, "HTTP/1.1 200 O\rK\r\n"s,
        "HTTP/1.1 200 O\nK\r\n"s, good + "no colon\r\n", good + ": x\r\n",
        good + " x: folded over nothing\r\n", good + "blank : x\r\n",
        good + "x: a\nb: c\r\n", good + "x: a\rb\r\n", good + "x: \x7F\r\n",
        good + "x: cut", good + "x: cut\r", good + "\r\nx: behind the end\r\n",
        good + "\r\n\r\n"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseHttpHead(text).ok());
  }
}

}  // namespace sallyport
