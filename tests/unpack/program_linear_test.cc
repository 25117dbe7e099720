// Messages of which each byte might be looked at once for every part before
// it: what they cost grows with their size, not with its square.

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

/// What all programs that were run so far have cost.
double CpuSeconds() {
  struct rusage usage;
  REQUIRE(::getrusage(RUSAGE_CHILDREN, &usage) == 0);
  const auto seconds = [](const struct timeval& time) {
    return static_cast<double>(time.tv_sec) +
           static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

#ifdef SALLYPORT_SANITIZED
constexpr double kMostSeconds = 20;
#else
constexpr double kMostSeconds = 2;
#endif

void CheckCost(const std::string& message) {
  Setting setting;
  setting.parts = "10000";
  const double before = CpuSeconds();
  const Run run = Unpack(message, setting);
  CHECK(run.code == 0);
  CHECK(CpuSeconds() - before < kMostSeconds);
}

std::string Repeated(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

}  // namespace

TEST_CASE("the empty line behind a header is far away, for each of many") {
  const std::string tail = Repeated("no line of this is empty\n", 100000);
  for (const std::string part :
       {"--b\nContent-Type: text/plain\n",
        "--b\nContent-Type: message/rfc822\n",
        "--b\nContent-Type: multipart/mixed; boundary=c\n--c\n",
        "--b\nContent-Type: multipart/mixed; boundary=c\n\np\n--c\n--c--\n"})
    CheckCost(Multipart(Repeated(part, 9000) + tail));
}

TEST_CASE("PDF: words that begin nothing, and streams that reach to the end") {
  const std::string header = "Content-Type: application/pdf\n\n%PDF-1.7\n";
  CheckCost(header + Repeated("trailero>>", 200000));
  CheckCost(header + Repeated("1 0 obj ", 200000));
  CheckCost(header +
            Repeated("1 0 obj<</Type/EmbeddedFile/Filter/A85>>stream\n", 1000) +
            std::string(8000000, ' '));
}

TEST_CASE("names in one another, and signs that begin none") {
  const auto fields = [](const std::string& values) {
    return Multipart(
        Repeated("--b\nContent-Type: a/b; " + values + "\n\nx\n", 100));
  };
  CheckCost(fields(Repeated("name=", 900) + std::string(8000, 'x')));
  CheckCost(fields("name*" + std::string(12000, '=')));
}

TEST_CASE("a field that is there very often") {
  std::string header;
  for (int i = 0; i < 100000; ++i)
    header += "Content-Type: a/b" + std::to_string(i) + "\n";
  CheckCost(header + "\ntext\n");
}

}  // namespace sallyport
