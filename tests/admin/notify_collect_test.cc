// From lines of the logs to what is due: when the class of a client is known
// late or never, when a held file cannot be read, and how much may be due.

#include "admin/notify_collect.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "mail/message_log.h"
#include "tests/admin/notify_site.h"

namespace sallyport::test {
namespace {

namespace fs = std::filesystem;

constexpr char kAll[] = R"(postmaster = ["boss@example.com"]
domains = ["example.com"]
tell_postmaster = ["virus"]
tell_recipient = ["virus"]
tell_sender = ["virus"]
digest = ["virus"]
all_per_hour = 50
)";

/// Logs written by hand, and runs that send nothing.
class Collecting {
 public:
  explicit Collecting(const std::string& settings = kAll)
      : site_(settings), files_(HeldFiles::Open(site_.context())) {
    Run();
  }

  HeldSpec Spec() const {
    HeldSpec spec;
    spec.held.sender = "user@example.com";
    spec.held.recipients = {"a@example.com"};
    return spec;
  }

  void LogHold(const HeldSpec& spec) {
    VirusLine line;
    line.time = spec.held.time;
    line.id = spec.held.id;
    line.sender = spec.held.sender;
    line.recipients = spec.held.recipients;
    line.action = "hold";
    line.category = "virus";
    line.finding = "Eicar";
    line.folder = ".virus";
    Append(kVirusesLog, kVirusesColumns, FormatVirusLine(line));
  }
  void LogEnd(const HeldSpec& spec, const std::string& client) {
    MessageLine line;
    line.time = spec.held.time;
    line.id = spec.held.id;
    line.client = client;
    line.action = "hold";
    Append(kMessagesLog, kMessagesColumns, FormatMessageLine(line));
  }

  /// "kind to" of what became due, in order.
  std::string Run() {
    state.due.clear();
    NoticeCollector collector(site_.settings(), files_.value(), &state,
                              [this](const std::string& text) {
                                said += text + "\n";
                              });
    REQUIRE(collector.ReadLogs().ok());
    listed = collector.MakeDue();
    std::string text;
    for (const Notice& notice : state.due)
      text += std::string(Name(notice.kind)) + " " + notice.to + ";";
    return text;
  }

  NoticeSite& site() { return site_; }

  NotifyState state;
  std::vector<DigestItem> listed;
  std::string said;

 private:
  void Append(const std::string& name, std::string_view columns,
              const std::string& line) {
    const std::string path = site_.Path("spool/log/" + name);
    const bool fresh = !fs::exists(path);
    std::ofstream file(path, std::ios::app);
    if (fresh) file << columns << "\n";
    file << line << "\n";
  }

  NoticeSite site_;
  Result<HeldFiles> files_;
};

constexpr char kThree[] =
    "postmaster boss@example.com;recipient a@example.com;"
    "sender user@example.com;";
constexpr char kTwo[] =
    "postmaster boss@example.com;recipient a@example.com;";

TEST_CASE("a hold waits for the line that tells the client's class") {
  Collecting collecting;
  const HeldSpec spec = collecting.Spec();
  collecting.site().Hold(spec);
  collecting.LogHold(spec);
  CHECK(collecting.Run() == "");
  CHECK(collecting.state.waiting.size() == 1);
  SUBCASE("it comes, and lets the sender be told") {
    collecting.LogEnd(spec, "relay");
    CHECK(collecting.Run() == kThree);
  }
  SUBCASE("it comes, and does not") {
    collecting.LogEnd(spec, "network");
    CHECK(collecting.Run() == kTwo);
  }
  SUBCASE("it never comes: the sender is not told") {
    collecting.state.waiting[0].since -= 121;
    CHECK(collecting.Run() == kTwo);
  }
  SUBCASE("the clock was put back") {
    collecting.state.waiting[0].since += 1000;
    CHECK(collecting.Run() == kTwo);
  }
  CHECK(collecting.listed.size() == 1);
  CHECK(collecting.Run() == "");
  CHECK(collecting.state.waiting.empty());
}

TEST_CASE("a hold that was held before, or is gone, is told to nobody") {
  Collecting collecting;
  HeldSpec spec = collecting.Spec();
  collecting.LogHold(spec);
  collecting.LogEnd(spec, "relay");
  CHECK(collecting.Run() == "");
  CHECK(collecting.state.waiting.empty());
  CHECK(collecting.listed.empty());
}

TEST_CASE("what can't be looked at now is looked at later") {
  Collecting collecting;
  const HeldSpec spec = collecting.Spec();
  const std::string place = collecting.site().Hold(spec);
  collecting.LogHold(spec);
  collecting.LogEnd(spec, "relay");
  const std::string file =
      collecting.site().Path("spool/quarantine/" + place);
  fs::rename(file, file + ".aside");
  fs::create_symlink("nowhere", file);
  CHECK(collecting.Run() == "");
  CHECK(collecting.state.waiting.size() == 1);
  fs::remove(file);
  fs::rename(file + ".aside", file);
  CHECK(collecting.Run() == kThree);
  CHECK(collecting.state.waiting.empty());
}

TEST_CASE("however many recipients there are, so many notices are due") {
  Collecting collecting;
  HeldSpec spec = collecting.Spec();
  spec.held.recipients.clear();
  for (int i = 0; i < 20000; ++i)
    spec.held.recipients.push_back("user" + std::to_string(i) +
                                   "@example.com");
  collecting.site().Hold(spec);
  collecting.LogHold(spec);
  collecting.LogEnd(spec, "relay");
  collecting.Run();
  CHECK(collecting.state.due.size() == 50);
  CHECK(collecting.state.rate.untold.size() == 10000);
  // All of them, though the log names a hundred.
  CHECK(collecting.listed.size() == 20000);
}

TEST_CASE("nothing is looked up where nobody is to be told") {
  Collecting collecting("tell_postmaster = [\"spam\"]\n");
  const HeldSpec spec = collecting.Spec();
  collecting.site().Hold(spec);
  collecting.LogHold(spec);
  CHECK(collecting.Run() == "");
  CHECK(collecting.state.waiting.empty());
}

}  // namespace
}  // namespace sallyport::test
