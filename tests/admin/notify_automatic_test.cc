#include "admin/notify_automatic.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport::test {
namespace {

using namespace std::string_literals;

TEST_CASE("a message of a program is known by its fields") {
  for (const std::string& header :
       {"Auto-Submitted: auto-replied\n"s, "auto-submitted:auto-generated\n"s,
        "AUTO-SUBMITTED \t: yes\n"s, "Auto-Submitted:\n no\n"s,
        "Auto-Submitted: no\nAuto-Submitted: auto-replied\n"s,
        "Auto-Submitted: none\n"s, "Auto-Submitted:\n"s,
        "Auto-Submitted: (no) auto-replied\n"s,
        "Precedence: bulk\n"s, "Precedence: LIST; x\n"s, "Precedence:junk"s,
        "Precedence:\n\tbulk\n"s, "List-Id: <x>\n"s,
        "List-Unsubscribe-Post: x\n"s, "Mailing-List: x\n"s,
        "Return-Path: <>\n"s, "Return-Path:\n"s,
        "Content-Type: multipart/report; boundary=x\n"s,
        "Content-Type: Multipart/Report\n"s,
        "X-Auto-Response-Suppress: All\n"s, "X-Autoreply: yes\n"s,
        "Subject: x\nList-Id: <x>\n\n"s, "Subject: x\r\nList-Id: <x>\r\n"s,
        "Subject: x\rList-Id: <x>\n"s, "Subject: x\n Auto-Submitted: a\n"s,
        "Sub\0ject: x\n"s, " List-Id: x\n"s,
        "Subject: x\n \t\nList-Id: x\n"s}) {
    CAPTURE(header);
    CHECK(!WhyAutomatic(header).empty());
  }
}

TEST_CASE("an ordinary message is none") {
  for (const std::string& front :
       {""s, "\n"s, "Subject: x\n\nList-Id: <x>\n"s,
        "Subject: x\r\n\r\nAuto-Submitted: auto-replied\n"s,
        "Auto-Submitted: no\n"s, "Auto-Submitted:NO (a person)\n"s,
        "Auto-Submitted: no; by=hand\n"s, "Precedence: first-class\n"s,
        "Return-Path: <a@b>\n"s, "Content-Type: multipart/mixed\n"s,
        "no field at all\nList-Ids\n"s, "Listing: x\n"s,
        "Subject: Precedence bulk\nX-Precedence: bulk\n"s}) {
    CAPTURE(front);
    CHECK(WhyAutomatic(front) == "");
  }
}

TEST_CASE("a header whose end is not seen counts as a program's") {
  std::string header;
  while (header.size() < kMaxHeaderLook) header += "X-Field: value\n";
  CHECK(WhyAutomatic(header.substr(0, kMaxHeaderLook)) ==
        "a header without an end");
  CHECK(WhyAutomatic(header.substr(0, kMaxHeaderLook - 1)) == "");
  std::string early = "Subject: x\n\n" + header;
  CHECK(WhyAutomatic(early.substr(0, kMaxHeaderLook)) == "");
}

TEST_CASE("addresses of programs and lists are told nothing") {
  for (const char* address :
       {"", "@example.com", "MAILER-DAEMON@example.com", "mailer-daemon",
        "no-reply@x", "noreply-12@x", "bounce-7@x", "bounces@x", "owner-list@x",
        "list-owner@x", "list-request@x", "list-bounces@x",
        "list-bounces+tag@x", "list-return-3-user=there@x", "user=there@x",
        "SRS0=abc=xy=there.com=user@x", "majordomo@x"}) {
    CHECK(IsListAddress(address));
    CHECK(!IsPersonsAddress(address));
  }
  for (const char* address :
       {"postmaster@example.com", "Postmaster", "root@x", "abuse@x"}) {
    CHECK(!IsListAddress(address));
    CHECK(!IsPersonsAddress(address));
  }
  for (const char* address :
       {"user@example.com", "rooter@x", "user", "request@x", "owner@x",
        "daemonic@x", "ann-marie@x"})
    CHECK(IsPersonsAddress(address));
}

TEST_CASE("patterns match the whole name in any case") {
  CHECK(MatchesPattern("*netsky*", "Worm.NetSky.P"));
  CHECK(MatchesPattern("*", ""));
  CHECK(MatchesPattern("", ""));
  CHECK(MatchesPattern("a*b*c", "aXbXbXc"));
  CHECK(MatchesPattern("*.FOUND", "Eicar.found"));
  CHECK(!MatchesPattern("netsky", "Worm.NetSky.P"));
  CHECK(!MatchesPattern("", "x"));
  CHECK(!MatchesPattern("a*b", "aXbX"));
  const std::string many(5000, 'a');
  CHECK(!MatchesPattern("*a*a*a*a*a*a*a*b", many));
}

}  // namespace
}  // namespace sallyport::test
