// Sending: what the state says at each moment, and what becomes of a notice
// that the queue program does not take.

#include "admin/notify_send.h"

#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/io.h"
#include "tests/admin/notify_site.h"

namespace sallyport::test {
namespace {

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
    NoticeSending sending;
    sending.queue = site_.Path("bin/qmail-queue");
    sending.deadline_ms = 1000;
    sending.store = [this](const NotifyState& now) -> Status {
      if (stores_left-- == 0) return Error{"write", "notify", ENOSPC};
      queued_at_store.push_back(site_.Queued().size());
      doubts_at_store.push_back(
          now.due.empty() ? -1 : now.due.front().doubts);
      return {};
    };
    sending.tell = [this](const std::string& text) { said += text + "\n"; };
    NoticeWriter writer(site_.settings(), files_.value(),
                        state_directory_.value().get());
    return SendDue(sending, &writer, &state);
  }

  size_t Queued() const { return site_.Queued().size(); }
  NoticeSite& site() { return site_; }

  NotifyState state;
  int stores_left = -1;
  std::vector<size_t> queued_at_store;
  std::vector<int> doubts_at_store;
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
  CHECK(sending.queued_at_store == std::vector<size_t>{0, 1, 2});
  CHECK(sending.doubts_at_store == std::vector<int>{1, 1, -1});
}

TEST_CASE("without a mark that is stored nothing is sent") {
  Sending sending;
  sending.AddDue("a@example.com");
  sending.AddDue("b@example.com");
  sending.stores_left = 0;
  CHECK(!sending.Send());
  CHECK(sending.Queued() == 0);
  CHECK(sending.said.find("nothing is sent") != std::string::npos);
  REQUIRE(sending.state.due.size() == 2);
  CHECK(sending.state.due[0].doubts == 0);
}

TEST_CASE("a state that can't be stored after it ends the run") {
  Sending sending;
  sending.AddDue("a@example.com");
  sending.AddDue("b@example.com");
  sending.stores_left = 1;
  CHECK(!sending.Send());
  CHECK(sending.Queued() == 1);
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
  CHECK(!sending.Send());
  CHECK(sending.state.due[0].doubts == 2);
  CHECK(sending.Send());
  CHECK(sending.state.due.empty());
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
