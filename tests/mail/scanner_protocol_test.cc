// What a plugin may say, line by line, and how much of it.

#include "mail/scanner_protocol.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

constexpr int kParts = 7;

/// Reads all at once and byte by byte; both must come to the same.
Result<ScannerReport> Read(std::string_view bytes) {
  ScannerOutput whole(kParts);
  ScannerOutput single(kParts);
  Status whole_fed = whole.Feed(bytes);
  Status single_fed;
  for (size_t i = 0; i < bytes.size() && single_fed.ok(); ++i)
    single_fed = single.Feed(bytes.substr(i, 1));
  CHECK(whole_fed.ok() == single_fed.ok());
  if (!whole_fed.ok()) return whole_fed.error();
  Result<ScannerReport> report = whole.Finish();
  Result<ScannerReport> other = single.Finish();
  CHECK(report.ok() == other.ok());
  if (report.ok() && other.ok()) {
    CHECK(report.value().findings.size() == other.value().findings.size());
    CHECK(report.value().headers == other.value().headers);
    CHECK(report.value().engine == other.value().engine);
  }
  return report;
}

ScannerReport Take(const std::string& lines) {
  Result<ScannerReport> report = Read(lines + "done\n");
  if (!report.ok()) FAIL(report.error().Text());
  return report.value();
}

bool Refused(const std::string& line) { return !Read(line + "\ndone\n").ok(); }

}  // namespace

TEST_CASE("a finding of each verb, with its part") {
  const ScannerReport report = Take(
      "virus\tEicar-Test\t3\nattachment\texe\t0\npolicy\trule\t-\n"
      "encrypted\tzip\t7\nunscannable\ttoo large\t-\n");
  REQUIRE(report.findings.size() == 5);
  const struct {
    Cause cause;
    std::string name;
    int part;
  } wanted[] = {{Cause::kVirus, "Eicar-Test", 3},
                {Cause::kAttachment, "exe", 0},
                {Cause::kPolicy, "rule", kNoPart},
                {Cause::kEncrypted, "zip", 7},
                {Cause::kUnscannable, "too large", kNoPart}};
  for (size_t i = 0; i < 5; ++i) {
    CHECK(report.findings[i].cause == wanted[i].cause);
    CHECK(report.findings[i].name == wanted[i].name);
    CHECK(report.findings[i].part == wanted[i].part);
  }
}

TEST_CASE("a reason that is a flag has that flag's cause") {
  const ScannerReport report = Take(
      "unscannable\tlimit\t-\nunscannable\tdamaged\t-\n"
      "unscannable\tunopened\t-\nunscannable\tcharset\t-\n"
      "unscannable\tsealed\t-\nunscannable\ttrouble\t-\nvirus\tlimit\t-\n");
  REQUIRE(report.findings.size() == 7);
  CHECK(report.findings[0].cause == Cause::kLimit);
  CHECK(report.findings[1].cause == Cause::kDamaged);
  CHECK(report.findings[2].cause == Cause::kUnopened);
  CHECK(report.findings[3].cause == Cause::kCharset);
  CHECK(report.findings[4].cause == Cause::kSealed);
  CHECK(report.findings[5].cause == Cause::kUnscannable);
  CHECK(report.findings[6].cause == Cause::kVirus);
}

TEST_CASE("scores") {
  const ScannerReport report =
      Take("spam\t7.25\tBAYES_99\nspam\t-3\t-\nspam\t1e3\tx\n");
  REQUIRE(report.findings.size() == 3);
  CHECK(report.findings[0].cause == Cause::kSpam);
  CHECK(report.findings[0].score == 7.25);
  CHECK(report.findings[0].name == "BAYES_99");
  CHECK(report.findings[1].score == -3);
  CHECK(report.findings[1].name == "");
  CHECK(report.findings[2].score == 1000);
  for (const char* score :
       {"", "nan", "inf", "-inf", "infinity", "1e7", "1e999", "5x", "x", " 5",
        "5 ", "+5", "0x10", "1,5", "-"})
    CHECK(Refused("spam\t" + std::string(score) + "\tdetail"));
}

TEST_CASE("exceptions, engine and headers") {
  const ScannerReport report = Take(
      "except\tA\nexcept\tB c\nengine\told\nengine\tClamAV 1.0/2\n"
      "header\tX-Spam-Status\tYes,\\n\\tscore=7\nheader\tX-A\t-\n");
  CHECK(report.exceptions == std::vector<std::string>{"A", "B c"});
  CHECK(report.engine == "ClamAV 1.0/2");
  REQUIRE(report.headers.size() == 2);
  CHECK(report.headers[0].first == "X-Spam-Status");
  CHECK(report.headers[0].second == "Yes,\n\tscore=7");
  CHECK(report.headers[1].second == "");
}

TEST_CASE("names are unescaped") {
  const ScannerReport report = Take("virus\ta\\tb\\x2d\xFF\t-\n");
  CHECK(report.findings[0].name == "a\tb-\xFF");
}

TEST_CASE("nothing said but done is clean") {
  const ScannerReport report = Take("");
  CHECK(report.findings.empty());
  CHECK(report.engine.empty());
}

TEST_CASE("without done as the last line, nothing counts") {
  for (const char* output :
       {"", "\n", "virus\tX\t-\n", "done", "Done\n", "done\r\n", " done\n",
        "done \n", "done\t\n", "done\tx\n", "done\ndone\n", "done\n\n",
        "done\nx", "done\nvirus\tX\t-\n", "done\nengine\tx\n"})
    CHECK_FALSE(Read(output).ok());
  CHECK_FALSE(Read(std::string_view("done\n\0", 6)).ok());
  CHECK_FALSE(Read(std::string_view("\0done\n", 6)).ok());
}

TEST_CASE("a malformed line is an error") {
  for (const char* line : {"",
                           "virus",
                           "virus\tX",
                           "virus\tX\t1\t",
                           "virus\tX\t1\t2",
                           "virus\t\t1",
                           "virus\t-\t1",
                           "virus\tX\t",
                           "virus\tX\tx",
                           "virus\tX\t-1",
                           "virus\tX\t8",
                           "virus\tX\t1x",
                           "virus\tX\t 1",
                           "virus\tX\t99999999999",
                           "virus\tX\t--",
                           "virus\tX\\q\t1",
                           "virus\tX\\\t1",
                           "VIRUS\tX\t1",
                           " virus\tX\t1",
                           "virus X 1",
                           "virus\tX\r\t1",
                           "trouble\tX\t-",
                           "limit\tX\t-",
                           "spam\t1",
                           "spam",
                           "spam\t1\tx\ty",
                           "except",
                           "except\ta\tb",
                           "except\t\\z",
                           "engine",
                           "engine\ta\tb",
                           "engine\t",
                           "header\tX-A",
                           "header\tX-A\tb\tc",
                           "report\tx",
                           "#",
                           "done\tdone"})
    CHECK(Refused(line));
}

TEST_CASE("a header is a field name and printable ASCII, folded rightly") {
  for (const char* header :
       {"\tvalue", "X A\tvalue", "X:\tvalue", "X-\xC3\xA9\tvalue", "X-A\tb\\nc",
        "X-A\tb\\n", "X-A\t\\n\\nBcc: x", "X-A\tb\\r\\n c", "X-A\tb\\x00",
        "X-A\t\\xc3\\xa9", "X-A\t\xC3\xA9", "X-A\tb\\x7f", "X-A\tb\\x1b[0m"})
    CHECK(Refused("header\t" + std::string(header)));
  CHECK(Refused("header\t" + std::string(77, 'X') + "\tvalue"));
  CHECK_FALSE(Refused("header\t" + std::string(76, 'X') + "\tvalue"));
}

TEST_CASE("a header value of 4 kB, and 16 kB in all") {
  const std::string most(kMaxHeaderValueBytes, 'v');
  CHECK_FALSE(Refused("header\tX-A\t" + most));
  CHECK(Refused("header\tX-A\t" + most + "v"));
  // Name, value, ": " and the line's end.
  const std::string line = "header\tX-A\t" + most.substr(6) + "\n";
  CHECK_FALSE(Refused(line + line + line + line + "engine\tx"));
  CHECK(Refused(line + line + line + line + "header\tX\t-"));
}

TEST_CASE("1 MB of output and not a byte more") {
  // Long lines, so that it is not the number of lines that counts.
  const std::string line = "engine\t" + std::string(1016, 'e') + "\n";
  std::string output;
  while (output.size() + line.size() <= kMaxScannerBytes - 5) output += line;
  std::string rest = "engine\t";
  rest.resize(kMaxScannerBytes - 5 - output.size() - 1, 'e');
  output += rest + "\ndone\n";
  REQUIRE(output.size() == kMaxScannerBytes);
  CHECK(Read(output).ok());
  output.insert(10, 1, 'e');
  CHECK_FALSE(Read(output).ok());
  // One line without an end.
  CHECK_FALSE(Read(std::string(kMaxScannerBytes + 1, 'x')).ok());
}

TEST_CASE("10,000 lines and not one more") {
  std::string output;
  for (size_t i = 0; i + 1 < kMaxScannerLines; ++i) output += "except\tx\n";
  CHECK(Read(output + "done\n").ok());
  CHECK_FALSE(Read(output + "except\tx\ndone\n").ok());
}

TEST_CASE("headers that no plugin may write, in letters of either case") {
  for (const char* name :
       {"Received", "received", "RECEIVED", "X-Sallyport", "x-sallyport-Mark",
        "X-SALLYPORTING", "From", "FROM", "To", "Cc", "CC", "Subject", "Date",
        "DKIM-Signature", "dkim-anything", "DKIM-"}) {
    CHECK(IsForbiddenHeader(name));
    CHECK_FALSE(HeaderAllowed(name, {"*"}));
    CHECK_FALSE(HeaderAllowed(name, {name}));
  }
  for (const char* name :
       {"X-Spam-Status", "Received-SPF", "Resent-From", "Fromage", "Topic",
        "Dated", "X-Sally", "DKIM", "", "X-From"})
    CHECK_FALSE(IsForbiddenHeader(name));
}

TEST_CASE("a header is allowed by its whole name or by its front") {
  const std::vector<std::string> patterns = {"X-Spam-*", "X-Bogosity"};
  CHECK(HeaderAllowed("X-Spam-Status", patterns));
  CHECK(HeaderAllowed("x-SPAM-flag", patterns));
  CHECK(HeaderAllowed("X-Spam-", patterns));
  CHECK(HeaderAllowed("x-bogosity", patterns));
  CHECK_FALSE(HeaderAllowed("X-Spam", patterns));
  CHECK_FALSE(HeaderAllowed("X-Bogosity-Too", patterns));
  CHECK_FALSE(HeaderAllowed("X-Bogosit", patterns));
  CHECK_FALSE(HeaderAllowed("X-Other", patterns));
  CHECK_FALSE(HeaderAllowed("X-Spam-Status", {}));
  CHECK_FALSE(HeaderAllowed("X-Spam-Status", {""}));
}

}  // namespace sallyport
