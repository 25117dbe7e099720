// The corpus through the gate: what is hidden is found, forbidden names are
// caught, harmless mail passes byte for byte, hostile mail ends in time. How
// its messages are made, and what is expected of each: tests/data/
// make_corpus.py.
//
// tests/data/corpus_failures.txt lists the cases of which something else is
// known to come. One that is on it and comes out right is a failure, too, so
// the list can only shrink. With SALLYPORT_CORPUS_OUTCOME set to a file's name
// the test writes what became of each case there.

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/system/site.h"

using namespace sallyport::test;

namespace {

constexpr const char* kFailures = "tests/data/corpus_failures.txt";

// The unpacker's own time is what counts; a machine that is busy with other
// things may take longer by the clock.
#ifdef SALLYPORT_SANITIZED
constexpr int kMostCpuSeconds = 100;
constexpr size_t kEach = 6;  // of so many: it takes its time
#else
constexpr int kMostCpuSeconds = 20;
constexpr size_t kEach = 1;
#endif
constexpr int kMostSeconds = 150;

struct Case {
  std::string name;
  std::string expected;
};

std::string Folder() { return BuildDirectory() + "/tests/corpus/"; }

std::vector<Case> ReadCases() {
  std::istringstream table(ReadWholeFile(Folder() + "EXPECTATIONS"));
  std::vector<Case> cases;
  std::string shows;
  for (Case one; std::getline(table, one.name, '\t') &&
                 std::getline(table, one.expected, '\t') &&
                 std::getline(table, shows);)
    cases.push_back(one);
  return cases;
}

std::set<std::string> KnownFailures() {
  std::istringstream lines(ReadWholeFile(kFailures));
  std::set<std::string> names;
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && line[0] != '#') names.insert(line);
  return names;
}

/// Fewer parts than by default: thousands of files a message take time, and
/// show no more.
std::string Settings() {
  return "scanners = [\"policy\", \"find\"]\n"
         "[scanner.find]\nprogram = \"" +
         BuildDirectory() +
         "/tests/fake/scanner_misbehave\"\ndo = \"virus\"\n"
         "[limits]\nparts = 3000\nunpack_seconds = " +
         std::to_string(kMostSeconds) +
         "\nunpack_cpu_seconds = " + std::to_string(kMostCpuSeconds) +
         "\n[action]\nvirus = \"reject\"\nattachment = \"reject\"\n";
}

/// What became of a message, in the words of an expectation.
std::string Outcome(const Site& site, const std::string& message) {
  const auto rows = site.Log("messages.log");
  if (rows.size() != 1) return "no line in the log";
  const Row& row = rows[0];
  const std::string& action = row.at("action");
  const std::string& category = row.at("category");
  const std::string& finding = row.at("finding");
  if (action == "defer") return "deferred: " + finding;
  if (action == "handoff" || action == "tag") {
    const auto queued = site.Queued();
    if (queued.size() != 1 || !queued[0].message.ends_with(message))
      return "not its bytes";
    if (action == "handoff") return "passes";
  }
  if (category == "virus") return "found";
  if (category == "attachment" || category == "policy")
    return "finding " + category;
  return "flag " + finding;
}

/// Sends a message, and leaves neither log nor queue of it.
std::string SendCase(Site* site, const std::string& message) {
  const SendOutcome sent = site->Send(message);
  std::string outcome = Outcome(*site, message);
  std::filesystem::remove(site->Path("spool/log/messages.log"));
  std::filesystem::remove_all(site->Path("queue/queued"));
  return sent.seconds > kMostSeconds ? "late, " + outcome : outcome;
}

/// Writes one line a case to the file that $SALLYPORT_CORPUS_OUTCOME names.
class OutcomeTable {
 public:
  OutcomeTable() {
    if (const char* file = std::getenv("SALLYPORT_CORPUS_OUTCOME"))
      file_.open(file);
  }
  void Add(const Case& one, const std::string& outcome, bool right) {
    file_ << one.name << '\t' << one.expected << '\t' << outcome << '\t'
          << (right ? "right" : "wrong") << '\n';
  }

 private:
  std::ofstream file_;
};

/// A known failure that comes out right is one. But a sanitized unpacker may
/// open files, and so the charsets of the C library.
bool MayComeOutRight() {
#ifdef SALLYPORT_SANITIZED
  return true;
#else
  return false;
#endif
}

bool IsAsExpected(const Case& one, const std::string& outcome) {
  if (one.expected != "ends") return outcome == one.expected;
  return !outcome.starts_with("late") && !outcome.starts_with("deferred");
}

}  // namespace

TEST_CASE("the corpus: each message meets what is expected of it") {
  Site site(Settings());
  std::set<std::string> failures = KnownFailures();
  OutcomeTable table;
  const std::vector<Case> cases = ReadCases();
  CHECK(cases.size() >= 250);
  size_t number = 0;
  for (const Case& one : cases) {
    const bool known = failures.erase(one.name) > 0;
    if (number++ % kEach != 0) continue;
    const std::string outcome =
        SendCase(&site, ReadWholeFile(Folder() + one.name + ".eml"));
    const bool right = IsAsExpected(one, outcome);
    table.Add(one, outcome, right);
    INFO(one.name << ": expected " << one.expected << ", came " << outcome);
    if (known)
      CHECK_MESSAGE((!right || MayComeOutRight()),
                    "comes out right: take it off the list");
    else
      CHECK(right);
  }
  for (const std::string& name : failures)
    FAIL_CHECK("the list of failures names no case: " << name);
  CHECK(Site::NoProcessLeft());
}
