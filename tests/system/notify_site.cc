#include "tests/system/notify_site.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/escape.h"
#include "mail/envelope.h"

namespace sallyport::test {

const char* const kTellAll = R"([notify]
postmaster = ["boss@example.com"]
domains = ["example.com"]
from = "scan@example.com"
tell_postmaster = ["virus", "attachment"]
tell_recipient = ["virus", "attachment"]
)";
const char* const kTellSender = R"([notify]
postmaster = ["boss@example.com"]
domains = ["example.com"]
tell_sender = ["virus", "attachment"]
)";
const char* const kDigests = R"([notify]
postmaster = ["boss@example.com"]
domains = ["example.com"]
digest = ["attachment"]
)";

std::string Settings(const std::string& notify) {
  return "[action]\nattachment = \"hold\"\n" + notify;
}

std::string Forbidden() { return MessageWithAttachment("a.exe", "abc"); }

std::string Told::Header() const {
  return message.substr(0, message.find("\n\n") + 1);
}

std::string Told::Body() const {
  return message.substr(message.find("\n\n") + 2);
}

std::string Told::Field(std::string_view name) const {
  std::string value;
  bool inside = false;
  const std::string header = Header();
  for (const std::string_view line : Split(header, '\n')) {
    if (line.starts_with(std::string(name) + ": ")) {
      value = line.substr(name.size() + 2);
      inside = true;
    } else if (inside && line.starts_with(' ')) {
      value += line;
    } else {
      inside = false;
    }
  }
  return value;
}

NotifySite::NotifySite(const std::string& notify, bool begin)
    : Site(Settings(notify)) {
  if (begin) Notify();
}

std::string NotifySite::Another() {
  return "X-Number: " + std::to_string(++number_) + "\n" + Forbidden();
}

void NotifySite::Hold(const std::string& recipient, const std::string& sender,
                      const std::string& fields) {
  SendSpec spec;
  spec.sender = sender;
  spec.recipients = {recipient};
  REQUIRE(Send(fields + Another(), spec).end.Succeeded());
}

void NotifySite::HoldRelayed(const std::string& recipient,
                             const std::string& sender,
                             const std::string& fields) {
  SendSpec spec;
  spec.sender = sender;
  spec.recipients = {recipient};
  spec.environment = {{"RELAYCLIENT", ""}};
  REQUIRE(Send(fields + Another(), spec).end.Succeeded());
}

std::string NotifySite::LastId() const {
  return Log("viruses.log").back().at("id");
}

std::vector<Told> NotifySite::AllTold() const {
  std::vector<Told> all;
  for (const QueuedMessage& queued : Queued()) {
    EnvelopeReader reader(1000);
    REQUIRE(reader.Feed(queued.envelope) == EnvelopeState::kComplete);
    all.push_back({reader.envelope().sender, reader.envelope().recipients,
                   queued.message, queued.surroundings});
  }
  return all;
}

std::map<std::string, Told> NotifySite::Notify(
    std::vector<std::string> options) {
  options.insert(options.begin(), "notify");
  last_ = Run(options);
  const std::vector<Told> all = AllTold();
  std::map<std::string, Told> told;
  for (; seen_ < all.size(); ++seen_) {
    REQUIRE(all[seen_].recipients.size() == 1);
    CHECK(told.emplace(all[seen_].recipients[0], all[seen_]).second);
  }
  return told;
}

void NotifySite::NotifyAll() {
  last_ = Run({"notify"});
  seen_ = Queued().size();
}

void NotifySite::NotifyDigest() {
  last_ = Run({"notify", "--digest"});
  seen_ = Queued().size();
}

std::map<std::string, Told> NotifySite::NotifyTo(
    const std::string& recipient) {
  last_ = Run({"notify"});
  const std::vector<Told> all = AllTold();
  std::map<std::string, Told> told;
  for (; seen_ < all.size(); ++seen_)
    if (all[seen_].recipients[0] == recipient)
      CHECK(told.emplace(recipient, all[seen_]).second);
  return told;
}

std::vector<ChildEnd> NotifySite::NotifyAtOnce(int runs) {
  std::vector<Child> children;
  for (int i = 0; i < runs; ++i) {
    ChildSpec spec;
    spec.program = BuildDirectory() + "/bin/sallyport";
    spec.arguments = {"sallyport", "-c", Path("etc/sallyport.toml"), "notify"};
    spec.environment = {"PATH=/usr/bin:/bin"};
    Result<pid_t> pid = Spawn(spec);
    REQUIRE(pid.ok());
    children.emplace_back(pid.value());
  }
  std::vector<ChildEnd> ends;
  for (Child& child : children) {
    Result<ChildEnd> end = child.Wait(Deadline::InMs(60000));
    REQUIRE(end.ok());
    ends.push_back(end.value());
  }
  return ends;
}

void NotifySite::ChangeState(const std::function<void(Words*)>& change) {
  const std::string path = Path("spool/state/notify");
  const std::string text = ReadWholeFile(path);
  std::string changed;
  for (const std::string_view line : Split(text, '\n')) {
    Words words;
    for (const std::string_view word : Split(line, '\t'))
      words.emplace_back(word);
    change(&words);
    std::string joined;
    for (const std::string& word : words)
      joined += (joined.empty() ? "" : "\t") + word;
    changed += joined + "\n";
  }
  changed.pop_back();
  WriteWholeFile(path, changed);
}

void NotifySite::AgeNotices(int64_t seconds) {
  ChangeState([seconds](Words* words) {
    if (words->front() == "made")
      words->at(1) = std::to_string(std::stoll(words->at(1)) - seconds);
  });
}

void NotifySite::AgeTrouble(const std::string& scanner, int64_t seconds) {
  ChangeState([&](Words* words) {
    if (words->front() == "scanner" && words->at(1) == scanner)
      words->at(2) = std::to_string(std::stoll(words->at(2)) - seconds);
  });
}

void NotifySite::AgeAlert(const std::string& scanner, int64_t seconds) {
  ChangeState([&](Words* words) {
    if (words->front() == "scanner" && words->at(1) == scanner)
      words->at(5) = std::to_string(std::stoll(words->at(5)) - seconds);
  });
}

void CheckHarmless(const Told& told) {
  CAPTURE(told.message);
  const std::vector<std::string> known = {
      "Date",         "From",         "To",
      "Subject",      "Message-ID",   "Auto-Submitted",
      "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};
  size_t fields = 0;
  const std::string header = told.Header();
  for (const std::string_view line : Split(header, '\n')) {
    if (line.empty() || line.starts_with(' ')) continue;
    const std::string name(line.substr(0, line.find(": ")));
    CHECK(std::count(known.begin(), known.end(), name) == 1);
    ++fields;
  }
  CHECK(fields == known.size());
  CHECK(told.Field("Content-Type") == "text/plain; charset=utf-8");
  CHECK(told.sender.empty());
  const auto harmless = [](char c) {
    return c == '\n' || (c >= 0x20 && c < 0x7F);
  };
  CHECK(std::all_of(told.message.begin(), told.message.end(), harmless));
  for (const std::string_view line : Split(told.message, '\n'))
    CHECK(line.size() < 200);
}

}  // namespace sallyport::test
