// Asks a server over ICAP (RFC 3507), as commercial engines offer it: the raw
// message and every part, over one connection.
//
// Keys of its table: servers (tried in turn), down_directory, retry_seconds,
// connect_seconds, reply_seconds, max_size (above it the server passes files
// without a look), proof (that it does look) and proof_seconds, rules (what
// fields of its own mean), echo, changed, preview. sallyport-icap(5) tells of
// each.

#include <fcntl.h>
#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "base/byte_count.h"
#include "base/io.h"
#include "scanners/icap_service.h"
#include "scanners/icap_session.h"
#include "scanners/icap_verdict.h"
#include "scanners/scanner.h"
#include "scanners/server_pool.h"

namespace sallyport {

namespace {

struct Settings {
  ServerPatience patience;
  int64_t max_size = 0;
  bool preview = true;
  bool proof = true;
  int64_t proof_seconds = 0;
  IcapPolicy policy;
};

/// The value of `key`, which must be one of two words; the first if not set.
Result<bool> IsFirst(const char* key, const char* name, const char* first,
                     const char* second) {
  const std::string value = Option(key).value_or(first);
  if (value != first && value != second)
    return FormatError(std::string(name) + " = " + value,
                       std::string("allowed: ") + first + " or " + second);
  return value == first;
}

Result<Cause> ChangedOption() {
  const std::string value = Option("CHANGED").value_or("virus");
  for (const Cause cause :
       {Cause::kVirus, Cause::kPolicy, Cause::kUnscannable})
    if (value == Name(cause)) return cause;
  return FormatError("changed = " + value,
                     "allowed: virus, policy or unscannable");
}

Status ReadPolicy(IcapPolicy* policy) {
  const Result<bool> held = IsFirst("ECHO", "echo", "unscannable", "clean");
  if (!held.ok()) return held.error();
  policy->echo_is_clean = !held.value();
  const Result<Cause> changed = ChangedOption();
  if (!changed.ok()) return changed.error();
  policy->changed = changed.value();
  for (const std::string& text : ListOption("RULES")) {
    Result<IcapRule> rule = ParseIcapRule(text);
    if (!rule.ok()) return rule.error();
    policy->rules.push_back(std::move(rule.value()));
  }
  return {};
}

Result<Settings> ReadSettings() {
  Settings settings;
  const Result<ServerPatience> patience = PatienceOfOptions();
  if (!patience.ok()) return patience.error();
  settings.patience = patience.value();
  // Of a limit that is not told there would be no trace.
  const Result<std::string> told = RequiredOption("MAX_SIZE");
  if (!told.ok()) return told.error();
  const Result<int64_t> size = BytesOption("MAX_SIZE", "0");
  if (!size.ok()) return size.error();
  settings.max_size = size.value();
  const Result<bool> preview = IsFirst("PREVIEW", "preview", "server", "never");
  if (!preview.ok()) return preview.error();
  settings.preview = preview.value();
  const Result<bool> proof = IsFirst("PROOF", "proof", "eicar", "none");
  if (!proof.ok()) return proof.error();
  settings.proof = proof.value();
  const Result<int64_t> seconds = NumberOption("PROOF_SECONDS", 300, 0, 86400);
  if (!seconds.ok()) return seconds.error();
  settings.proof_seconds = seconds.value();
  const Status policy = ReadPolicy(&settings.policy);
  if (!policy.ok()) return policy.error();
  return settings;
}

struct File {
  int part = 0;
  std::string name;
  std::string path;
};

/// "zip" of "0012.zip"
std::string_view EndingOf(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? "" : name.substr(dot + 1);
}

/// The raw message is part 0. Names of parts are the gate's own; of the
/// sender's they have the ending, if it is a plain one.
Result<std::vector<File>> Files() {
  const Result<std::vector<ScannerPart>> parts = Parts();
  if (!parts.ok()) return parts.error();
  std::vector<File> files = {{0, "message.eml", MessagePath()}};
  for (const ScannerPart& part : parts.value())
    files.push_back({part.number, part.path.substr(part.path.rfind('/') + 1),
                     part.path});
  return files;
}

/// One conversation about one message, over as many connections as the server
/// needs.
class Conversation {
 public:
  Conversation(const Settings& settings, const ServerPool& servers,
               const ServerAddress& server)
      : settings_(settings), servers_(servers), server_(server) {}

  Status Run(const std::vector<File>& files) {
    Status begun = AskOptions();
    for (const File& file : files) {
      if (!begun.ok()) return begun;
      begun = Look(file);
    }
    return begun.ok() ? End() : begun;
  }

  void Tell(ScannerAnswer* answer) const {
    answer->Engine(options_.engine);
    for (const auto& [part, finding] : findings_)
      answer->Found(finding.cause, finding.name, part);
  }

 private:
  Status AskOptions() {
    Status open = Open();
    if (!open.ok()) return open;
    const Result<HttpHead> head = session_->AskOptions();
    if (!head.ok()) return head.error();
    Result<IcapOptions> options = ParseIcapOptions(head.value());
    if (!options.ok()) return options.error();
    options_ = std::move(options.value());
    return {};
  }

  Status Open() {
    session_.reset();  // a server may have connections enough for one only
    Result<IcapSession> session =
        IcapSession::Open(server_, settings_.patience);
    if (!session.ok()) return session.error();
    session_ = std::move(session.value());
    return {};
  }

  Status Look(const File& file) {
    const Result<Fd> fd = OpenAt(AT_FDCWD, file.path, O_RDONLY);
    if (!fd.ok()) return fd.error();
    struct stat st = {};
    if (::fstat(fd.value().get(), &st) != 0)
      return SystemError("fstat", file.path);
    if (st.st_size == 0) return {};
    if (st.st_size > settings_.max_size) {
      Found(file, "larger than " + BytesText(settings_.max_size));
      return {};
    }
    IcapContent content;
    content.fd = fd.value().get();
    content.size = static_cast<uint64_t>(st.st_size);
    const Result<std::vector<IcapFinding>> findings = FindingsIn(
        content, file.name,
        file.part == 0 ? "message/rfc822" : "application/octet-stream");
    if (!findings.ok()) return findings.error();
    for (const IcapFinding& finding : findings.value())
      findings_.emplace_back(file.part, finding);
    return {};
  }

  Result<std::vector<IcapFinding>> FindingsIn(const IcapContent& content,
                                              const std::string& name,
                                              std::string_view type) {
    IcapQuestion question;
    question.name = name;
    question.content_type = type;
    question.content = content;
    question.allow_204 = options_.allow_204;
    if (!Arrange(&question))
      return std::vector<IcapFinding>{
          {Cause::kUnscannable, "the ICAP server wants no such files"}};
    const Result<IcapAnswer> answer = Ask(question);
    if (!answer.ok()) return answer.error();
    return JudgeIcapAnswer(answer.value(), settings_.policy);
  }

  /// How the server wants to have the file. One that it would leave out by
  /// its name goes without it, if that helps; false if not.
  bool Arrange(IcapQuestion* question) const {
    IcapTransfer transfer = options_.TransferOf(EndingOf(question->name));
    if (transfer == IcapTransfer::kIgnored) {
      question->name = "part";
      transfer = options_.TransferOf("");
    }
    if (transfer == IcapTransfer::kPreview && settings_.preview)
      question->preview = options_.preview;
    return transfer != IcapTransfer::kIgnored;
  }

  /// Once more where the server had closed after the last answer.
  Result<IcapAnswer> Ask(const IcapQuestion& question) {
    const bool used = session_ && session_->kept();
    if (!used) {
      Status open = Open();
      if (!open.ok()) return open.error();
    }
    Result<IcapAnswer> answer = session_->Ask(question);
    if (answer.ok() || !used || !session_->gone()) return answer;
    Status open = Open();
    if (!open.ok()) return open.error();
    return session_->Ask(question);
  }

  /// A server whose engine is gone or was never there may call everything
  /// clean: what every engine knows must be found. Lately is as good as now
  /// while its name and its database are the same.
  Status Prove() {
    if (servers_.Remembers(server_, options_.engine, settings_.proof_seconds))
      return {};
    // In two pieces, lest this program be taken for it.
    const std::string eicar =
        std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-") +
        "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
    IcapContent content;
    content.text = eicar;
    content.size = eicar.size();
    const Result<std::vector<IcapFinding>> findings =
        FindingsIn(content, "part", "application/octet-stream");
    if (!findings.ok()) return findings.error();
    for (const IcapFinding& finding : findings.value())
      if (finding.cause == Cause::kVirus || finding.cause == Cause::kPolicy) {
        servers_.Remember(server_, options_.engine);
        return {};
      }
    return FormatError("does not find the EICAR test file", server_.text);
  }

  /// Each answer was to the question it was taken for, if what comes to this
  /// one is an answer to it, and no more than one.
  Status End() {
    if (settings_.proof) {
      Status proven = Prove();
      if (!proven.ok()) return proven;
    }
    if (!session_->kept()) return {};
    const Result<HttpHead> head = session_->AskOptions();
    if (!head.ok()) return session_->gone() ? Status() : Status(head.error());
    const Result<IcapOptions> options = ParseIcapOptions(head.value());
    return options.ok() ? Status() : Status(options.error());
  }

  void Found(const File& file, std::string why) {
    findings_.emplace_back(
        file.part, IcapFinding{Cause::kUnscannable, std::move(why)});
  }

  const Settings& settings_;
  const ServerPool& servers_;
  const ServerAddress& server_;
  IcapOptions options_;
  std::optional<IcapSession> session_;
  std::vector<std::pair<int, IcapFinding>> findings_;
};

}  // namespace

Status Scan(ScannerAnswer* answer) {
  const Result<Settings> settings = ReadSettings();
  if (!settings.ok()) return settings.error();
  const Result<ServerPool> servers =
      ServerPool::FromOptions(ParseIcapAddress);
  if (!servers.ok()) return servers.error();
  const Result<std::vector<File>> files = Files();
  if (!files.ok()) return files.error();
  return servers.value().Ask([&](const ServerAddress& server) {
    Conversation conversation(settings.value(), servers.value(), server);
    Status done = conversation.Run(files.value());
    if (done.ok()) conversation.Tell(answer);
    return done;
  });
}

}  // namespace sallyport
