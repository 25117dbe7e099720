#include "admin/notify_journal.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/temporary_directory.h"

namespace sallyport::test {
namespace {

NotifyState WithDue(int notices) {
  NotifyState state;
  state.serial = 7;
  for (int i = 0; i < notices; ++i) {
    Notice notice;
    notice.to = std::string(1, static_cast<char>('a' + i));
    state.due.push_back(notice);
  }
  return state;
}

/// "a0 c1": what is due, each with its doubts.
std::string After(const TemporaryDirectory& directory, int notices) {
  NotifyState state = WithDue(notices);
  ApplyJournal(directory.fd(), &state);
  std::string text;
  for (const Notice& notice : state.due)
    text += (text.empty() ? "" : " ") + notice.to +
            std::to_string(notice.doubts);
  return text;
}

TEST_CASE("what a run did is known without its state") {
  TemporaryDirectory directory;
  CHECK(After(directory, 2) == "a0 b0");
  Result<NotifyJournal> journal = NotifyJournal::Begin(directory.fd(), 7);
  REQUIRE(journal.ok());
  CHECK(After(directory, 4) == "a0 b0 c0 d0");
  CHECK(journal.value().Try(0).ok());
  CHECK(After(directory, 4) == "a1 b0 c0 d0");
  journal.value().Done(0);
  CHECK(journal.value().Try(1).ok());
  CHECK(After(directory, 4) == "b1 c0 d0");
  CHECK(journal.value().Back(1).ok());
  CHECK(journal.value().Try(2).ok());
  CHECK(After(directory, 4) == "b0 c1 d0");
  journal.value().Done(3);
  CHECK(journal.value().Sync().ok());
  CHECK(journal.value().Sync().ok());
  CHECK(After(directory, 4) == "b0 c1");
}

TEST_CASE("the journal of another state says nothing") {
  TemporaryDirectory directory;
  for (const char* serial : {"6", "8", "77", "", "7 "}) {
    directory.Write("notify.journal",
                    "serial " + std::string(serial) + "\ndone 0\n");
    CHECK(After(directory, 2) == "a0 b0");
  }
}

TEST_CASE("a line that is cut, and what stands behind a broken one, is none") {
  TemporaryDirectory directory;
  for (const char* line :
       {"done", "done ", "done 0", "do 0\n", "done x\n", "done 2\n",
        "done -1\n", "done 0 1\n", "\n", "done 99999999999999999999\n"}) {
    CAPTURE(line);
    directory.Write("notify.journal", "serial 7\n" + std::string(line));
    CHECK(After(directory, 2) == "a0 b0");
    directory.Write("notify.journal",
                    "serial 7\n" + std::string(line) + "?\ndone 1\n");
    CHECK(After(directory, 2) == "a0 b0");
  }
}

}  // namespace
}  // namespace sallyport::test
