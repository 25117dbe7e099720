// The client's names in the field that the site's SMTP server wrote.

#include "scanners/trace_field.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport {

namespace {

/// "host helo"
std::string Names(const std::string& message,
                  const std::string& client = "192.0.2.7") {
  const auto trace = ParseTraceField(message, client);
  return trace ? trace->host + " " + trace->helo : "none";
}

}  // namespace

TEST_CASE("trace field: as SMTP servers write it") {
  CHECK(Names("Received: from mail.example.org (HELO me) (192.0.2.7)\n"
              "  by mx with SMTP; 22 Nov 2026 10:00:00 -0000\nFrom: a\n") ==
        "mail.example.org me");
  // The client said what the DNS says.
  CHECK(Names("Received: from mail.example.org (192.0.2.7)\n  by mx\n") ==
        "mail.example.org mail.example.org");
  CHECK(Names("Received: from unknown (HELO me) (user@example.com@192.0.2.7)\n"
              "  by mx with (AES256 encrypted) ESMTPSA; date\n") ==
        "unknown me");
  CHECK(Names("Received: from unknown (EHLO me) (2001:db8::7)\n  by mx\n",
              "2001:db8::7") == "unknown me");
  CHECK(Names("received: FROM h\n (HELO me)\n ([192.0.2.7])\n by mx") ==
        "h me");
}

TEST_CASE("trace field: another's, or none, tells nothing") {
  for (const char* message :
       {"", "\n", "From: a\n\nbody", "Received: from", "Received: from \n",
        "Received: by mx; date\n",
        "Received: from h (HELO me) (192.0.2.8)\n  by mx\n",
        "Received: from h (HELO 192.0.2.7)\n  by mx\n",
        "Received: from h (HELO me) (192.0.2.7\n  by mx\n",
        "Received: from h (HELO me) ((192.0.2.7))\n  by mx\n",
        "Received: from h by mx (192.0.2.7)\n",
        "Received: from h (HELO me)\nX: (192.0.2.7)\n",
        "Received: (qmail 1 invoked from network); date\n"
        "Received: from h (HELO me) (192.0.2.7)\n  by mx\n",
        "X: y\nReceived: from h (HELO me) (192.0.2.7)\n  by mx\n"}) {
    CAPTURE(message);
    CHECK(Names(message) == "none");
  }
  CHECK(Names("Received: from h ()\n  by mx\n", "") == "none");
}

}  // namespace sallyport
