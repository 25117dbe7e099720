// Sending: what the state says at each moment, and what becomes of a notice
// that the queue program does not take.

#include "admin/notify_send.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/io.h"
#include "tests/admin/notify_site.h"

namespace sallyport::test {
namespace {

/// While it lives no file can be written beyond its first bytes: the journal
/// can be begun, and not gone on with.
class FullDisk {
 public:
  FullDisk() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = before_;
    small.rlim_cur = 10;
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_DFL);
  }

 private:
  struct rlimit before_ = {};
};

/// Sends, and keeps what was stored and said.
class Sending {
 public:
  Sending()
      : site_("postmaster = [\"boss@example.com\"]\n"),
        files_(HeldFiles::Open(site_.context())),
        state_directory_(OpenDirectory(site_.Path("spool/state"))) {
    site_.UseQueue("queue_store");
  }

  void AddDue(const std::string& to, int doubts = 0, int64_t age = 0) {
    Notice notice;
    notice.kind = NoticeKind::kDown;
    notice.to = to;
    notice.language = "en";
    notice.doubts = doubts;
    notice.since = Now().seconds() - age;
    notice.fields = {{"scanner", "clamd"}, {"message_id", "1@example.com"}};
    state.due.push_back(notice);
  }

  bool Send() {
    const int directory = state_directory_.value().get();
    ++state.serial;
    Result<NotifyJournal> journal =
        NotifyJournal::Begin(directory, state.serial);
    REQUIRE(journal.ok());
    stored = state;
    NoticeSending sending;
    sending.queue = site_.Path("bin/qmail-queue");
    sending.deadline_ms = 1000;
    sending.journal = &journal.value();
    sending.tell = [this](const std::string& text) { said += text + "\n"; };
    NoticeWriter writer(site_.settings(), files_.value(), directory);
    return SendDue(sending, &writer, &state);
  }

  /// What the next run begins with if this one could store nothing more.
  NotifyState AfterCrash() const {
    NotifyState after = stored;
    ApplyJournal(state_directory_.value().get(), &after);
    return after;
  }
  std::string Journal() {
    return site_.folder().Read("spool/state/notify.journal");
  }

  /// Makes a shell script the queue program.
  void UseScript(const std::string& lines) {
    const std::string file = site_.Path("bin/script");
    site_.folder().Write("bin/script", "#!/bin/sh\n" + lines + "\n");
    ::chmod(file.c_str(), 0755);
    std::filesystem::remove(site_.Path("bin/qmail-queue"));
    std::filesystem::rename(file, site_.Path("bin/qmail-queue"));
  }

  size_t Queued() const { return site_.Queued().size(); }
  NoticeSite& site() { return site_; }

  NotifyState state;
  NotifyState stored;  // as the run began
  std::string said;

 private:
  NoticeSite site_;
  Result<HeldFiles> files_;
  Result<Fd> state_directory_;
};

TEST_CASE("a notice is marked before it is sent, and taken off after") {
  Sending sending;
  sending.AddDue("a@example.com");
  sending.AddDue("b@example.com");
  CHECK(sending.Send());
  CHECK(sending.said == "");
  CHECK(sending.Queued() == 2);
  CHECK(sending.state.due.empty());
  CHECK(sending.Journal() == "serial 1\ntry 0\ndone 0\ntry 1\ndone 1\n");
  CHECK(sending.AfterCrash().due.empty());
}

TEST_CASE("the mark is on disk when the queue program starts") {
  Sending sending;
  sending.AddDue("a@example.com");
  sending.UseScript("cp " + sending.site().Path("spool/state/notify.journal") +
                    " " + sending.site().Path("seen"));
  sending.Send();
  CHECK(sending.site().folder().Read("seen") == "serial 1\ntry 0\n");
}

TEST_CASE("without a mark that can be written nothing is sent") {
  Sending sending;
  sending.AddDue("a@example.com");
  sending.AddDue("b@example.com");
  {
    const FullDisk full;
    CHECK(!sending.Send());
  }
  CHECK(sending.Queued() == 0);
  CHECK(sending.said.find("nothing more is sent") != std::string::npos);
  REQUIRE(sending.state.due.size() == 2);
  CHECK(sending.state.due[0].doubts == 0);
}

TEST_CASE("what was twice in doubt is given up, and said") {
  Sending sending;
  sending.AddDue("a@example.com", 1);
  sending.AddDue("b@example.com", 2);
  CHECK(sending.Send());
  CHECK(sending.Queued() == 1);
  CHECK(sending.said.find("b@example.com may have been sent") !=
        std::string::npos);
}

TEST_CASE("what could not be sent for days is given up, and said") {
  Sending sending;
  sending.AddDue("a@example.com", 0, 4 * 86400);
  CHECK(sending.Send());
  CHECK(sending.Queued() == 0);
  CHECK(sending.said.find("given up") != std::string::npos);
}

TEST_CASE("a failing queue program ends the run, and the next tries others") {
  Sending sending;
  sending.site().UseQueue("queue_fail");
  sending.AddDue("a@example.com");
  sending.AddDue("b@example.com");
  CHECK(!sending.Send());
  REQUIRE(sending.state.due.size() == 2);
  CHECK(sending.state.due[0].to == "b@example.com");
  CHECK(sending.state.due[1].doubts == 0);
  CHECK(sending.AfterCrash().due[0].doubts == 0);
  CHECK(sending.said.find("a@example.com stays due") != std::string::npos);
  CHECK(sending.said.find("b@example.com") == std::string::npos);
}

TEST_CASE("a queue program that does not end leaves the notice in doubt") {
  Sending sending;
  sending.site().UseQueue("queue_slow", "queue_slow.1200");
  sending.AddDue("a@example.com");
  CHECK(!sending.Send());
  REQUIRE(sending.state.due.size() == 1);
  CHECK(sending.state.due[0].doubts == 1);
  CHECK(sending.AfterCrash().due[0].doubts == 1);
  CHECK(!sending.Send());
  CHECK(sending.state.due[0].doubts == 2);
  CHECK(sending.Send());
  CHECK(sending.state.due.empty());
  while (::wait(nullptr) > 0) {
  }
}

TEST_CASE("an address that no queue program takes is given up") {
  Sending sending;
  sending.AddDue("a\n@example.com");
  sending.AddDue(std::string(2000, 'x') + "@example.com");
  sending.AddDue("b@example.com");
  CHECK(sending.Send());
  CHECK(sending.Queued() == 1);
  CHECK(sending.state.due.empty());
  CHECK(sending.said.find("a\\n@example.com is given up") !=
        std::string::npos);
}

TEST_CASE("a digest counts what it has no room for") {
  NoticeSite site("digest_items = 90\n");
  const Result<HeldFiles> files = HeldFiles::Open(site.context());
  std::vector<DigestItem> items;
  for (int i = 0; i < 100; ++i) {
    HeldSpec spec;
    spec.held.id = "20261121." + std::to_string(i);
    site.Hold(spec);
    items.push_back({"a@example.com", "en", spec.held.id, "", "a@b",
                     std::string(200, '\x01'), "virus"});
  }
  Notice notice;
  notice.kind = NoticeKind::kDigest;
  notice.to = "a@example.com";
  notice.language = "en";
  const auto write = [&] {
    NoticeWriter writer(site.settings(), files.value(), -1);
    writer.UseList(notice.digest.generation, items);
    const auto written = writer.Write(notice);
    REQUIRE(written.ok());
    return written.value().value_or("");
  };
  const std::string long_ones = write();
  CHECK(Count(long_ones, "  Id: 2026") == 45);
  CHECK(Count(long_ones, "\n55 further messages") == 1);
  CHECK(Count(long_ones, "Subject: Messages held for you: 100\n") == 1);
  // All of the text that follows the list is there.
  CHECK(Count(long_ones, "tell your postmaster its id") == 1);
  for (DigestItem& item : items) item.subject = "short";
  const std::string short_ones = write();
  CHECK(Count(short_ones, "  Id: 2026") == 90);
  CHECK(Count(short_ones, "\n10 further messages") == 1);
  items.resize(90);
  CHECK(Count(write(), "further") == 0);
}

TEST_CASE("a notice without a template stays due") {
  Sending sending;
  sending.AddDue("a@example.com");
  sending.state.due[0].language = "xx";
  sending.AddDue("b@example.com");
  CHECK(!sending.Send());
  CHECK(sending.Queued() == 1);
  CHECK(sending.state.due.size() == 1);
  CHECK(sending.said.find("no template for xx") != std::string::npos);
}

}  // namespace
}  // namespace sallyport::test
