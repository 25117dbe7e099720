// The lines above the sender's bytes: printable ASCII in whole lines,
// whatever an engine calls itself or a signature is named.

#include "queue/header_lines.h"

#include <doctest/doctest.h>

#include "base/escape.h"
#include "mail/version.h"
#include "tests/queue/gate_site.h"

namespace sallyport {

using test::GateSite;

namespace {

constexpr WallTime kMoment{1795255200000000};
const std::string kMessage = "From: a\n\nbody\n";

std::string Lines(const std::string& answer,
                  const test::ConfigValues& values = {}) {
  GateSite site(answer, values);
  const std::unique_ptr<Gate> gate = site.Receive(kMessage, {"a@b"});
  return HeaderLines(*gate, kMoment);
}

/// Every line is a field's first or a folded one, and printable.
bool WellFormed(const std::string& lines) {
  if (!lines.ends_with('\n')) return false;
  bool first = true;
  for (const std::string_view line :
       Split(std::string_view(lines).substr(0, lines.size() - 1), '\n')) {
    const bool folded = line.starts_with(' ') || line.starts_with('\t');
    if (line.empty() || (first && folded)) return false;
    if (!folded && line.find(": ") == std::string_view::npos) return false;
    for (const char c : line)
      if ((c < ' ' || c > '~') && c != '\t') return false;
    first = false;
  }
  return true;
}

/// Number of parentheses that are open at the end; -1 where one is too many.
int OpenComments(std::string_view lines) {
  int open = 0;
  for (const char c : lines) {
    if (c == '(') ++open;
    if (c == ')' && --open < 0) return -1;
  }
  return open;
}

bool Has(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

}  // namespace

TEST_CASE("a trace field and a verdict") {
  const std::string lines = Lines("engine\tHouse 1.0\n");
  CHECK(lines.starts_with("Received: (sallyport " + std::string(kVersion) +
                          " by mx.example.com, id id0, uid 0;\n"
                          "  house clean "));
  CHECK(Has(lines, " ms, House 1.0;\n"));
  CHECK(Has(lines, " ms in all); 21 Nov 2026 10:00:00 -0000\n"));
  CHECK(lines.ends_with("X-Sallyport: clean\n"));
  CHECK(WellFormed(lines));
}

TEST_CASE("an engine's name ends no comment and no line") {
  for (const char* name :
       {"a)b", "(((", "x\\\\)y", "x\\nBcc: victim@example.com", "\\x1b[2J",
        "\\xc3\\xa9", "\\r\\n\\r\\nbody", "a\\\\"}) {
    const std::string lines = Lines("engine\t" + std::string(name) + "\n");
    CHECK(WellFormed(lines));
    CHECK(OpenComments(lines) == 0);
    CHECK_FALSE(Has(lines, "\nBcc"));
  }
  CHECK(Has(Lines("engine\t" + std::string(500, 'e') + "\n"),
            std::string(60, 'e') + ";\n"));
}

TEST_CASE("findings of a message that passes are named, safely") {
  const std::string lines =
      Lines("spam\t7.5\tBAYES\\n(99)\\xff\nencrypted\tzip\t1\n",
            {{"action.encrypted", "deliver"}});
  CHECK(WellFormed(lines));
  CHECK(Has(lines,
            "X-Sallyport: tagged; spam 7.5000 BAYES??99??, "
            "encrypted zip\n"));
}

TEST_CASE("many findings are cut") {
  std::string answer;
  for (int i = 0; i < 9; ++i) answer += "spam\t5\tn" + std::to_string(i) + "\n";
  const std::string lines = Lines(answer);
  CHECK(Has(lines, "n4, ...\n"));
  CHECK_FALSE(Has(lines, "n5"));
}

TEST_CASE("headers of scanners come last, folded as they were") {
  const std::string lines =
      Lines("header\tX-Spam-Status\tYes,\\n\\tscore=7\nheader\tX-Other\tno\n");
  CHECK(
      lines.ends_with("X-Sallyport: clean\nX-Spam-Status: Yes,\n\tscore=7\n"));
  CHECK(WellFormed(lines));
  CHECK_FALSE(Has(lines, "X-Other"));
}

TEST_CASE("a message that is not scanned says so") {
  GateSite site("");
  const std::unique_ptr<Gate> gate = site.Receive(kMessage, {"a@b"});
  gate->caller.narrowing.scan_nothing = true;
  gate->inspection = std::make_unique<Inspection>(
      gate->config.get(), &gate->plan, gate->live_directory.get());
  gate->hostname = "mx)\n(";
  const std::string lines = HeaderLines(*gate, kMoment);
  CHECK(Has(lines, "\n  not scanned;\n"));
  CHECK(Has(lines, "X-Sallyport: unscanned\n"));
  CHECK(Has(lines, " by mx???, id "));
  CHECK(WellFormed(lines));
}

TEST_CASE("all lines together stay within 64 kB") {
  std::string answer;
  for (int i = 0; i < 3; ++i)
    answer += "header\tX-Spam-" + std::to_string(i) + "\t" +
              std::string(4000, 'v') + "\n";
  CHECK(Lines(answer).size() <= kMaxHeaderLinesBytes);
  CHECK(Has(Lines(answer), "X-Spam-2: v"));
}

}  // namespace sallyport
