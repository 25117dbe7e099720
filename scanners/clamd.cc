// Asks clamd: the raw message and every part, over one session, or two if the
// parts come late.
//
// Keys of its table: servers (tried in turn), down_directory, retry_seconds,
// connect_seconds, reply_seconds, max_file_size (clamd's own MaxFileSize:
// larger files it calls clean without a look), max_age_hours and too_old for
// its database. sallyport-clamd(5) tells of each.

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "base/io.h"
#include "scanners/clamd_reply.h"
#include "scanners/clamd_session.h"
#include "scanners/scanner.h"
#include "scanners/server_pool.h"

namespace sallyport {

namespace {

/// clamd gives a session up when nothing comes for a while (CommandReadTimeout,
/// 30 s): none is kept for parts that take longer than this.
constexpr int kSoonMs = 1000;

struct Settings {
  int64_t max_file_size = 0;
  int64_t max_age_hours = 0;  // 0: any
  bool defer_if_too_old = false;
};

Result<Settings> ReadSettings() {
  Settings settings;
  const Result<int64_t> size = BytesOption("MAX_FILE_SIZE", "100M");
  const Result<int64_t> age = NumberOption("MAX_AGE_HOURS", 168, 0, 100000);
  for (const Result<int64_t>* number : {&size, &age})
    if (!number->ok()) return number->error();
  settings.max_file_size = size.value();
  settings.max_age_hours = age.value();
  const std::string too_old = Option("TOO_OLD").value_or("warn");
  if (too_old != "warn" && too_old != "defer")
    return FormatError("too_old = " + too_old, "allowed: warn or defer");
  settings.defer_if_too_old = too_old == "defer";
  return settings;
}

/// An error if the database is too old and that is not to be passed over.
Status CheckAge(const Settings& settings, const std::string& version) {
  const Result<std::optional<std::time_t>> made = ParseClamdVersion(version);
  if (!made.ok()) return made.error();
  if (!made.value() || settings.max_age_hours == 0) return {};
  const int64_t hours = (std::time(nullptr) - *made.value()) / 3600;
  if (hours <= settings.max_age_hours) return {};
  const std::string old = "database is " + std::to_string(hours) + " hours old";
  if (settings.defer_if_too_old) return FormatError(old, version);
  std::fprintf(stderr, "%s: %s\n", old.c_str(), version.c_str());
  return {};
}

/// One conversation about one message: as many sessions as clamd closes.
class Conversation {
 public:
  Conversation(const Settings& settings, const ServerAddress& server,
               ServerPatience patience)
      : settings_(settings), server_(server), patience_(patience) {}

  /// The message, and its parts once they are there; `got` is an error if they
  /// can't be had, which is not the server's doing.
  Status Run(Status* got) {
    Status sent = Send({0, MessagePath()});
    if (!sent.ok()) return sent;
    const Result<bool> soon = PartsAreThere(kSoonMs);
    if (!soon.ok()) return *got = soon.error();
    if (!soon.value()) sent = FinishSession();
    if (!sent.ok()) return sent;
    const Result<std::vector<ScannerPart>> parts = Parts();
    if (!parts.ok()) return *got = parts.error();
    for (const ScannerPart& part : parts.value()) {
      sent = Send(part);
      if (!sent.ok()) return sent;
    }
    return FinishSession();
  }

  /// What clamd said, in the order of the parts. An error if its database is
  /// too old to count.
  Status Tell(ScannerAnswer* answer) {
    Status fresh = CheckAge(settings_, version_);
    if (!fresh.ok()) return fresh;
    answer->Engine(version_);
    std::sort(results_.begin(), results_.end(),
              [](const ClamdResult& a, const ClamdResult& b) {
                return a.part < b.part;
              });
    for (const ClamdResult& result : results_) {
      if (!result.too_large.empty())
        answer->Found(Cause::kUnscannable,
                      "larger than clamd's " + std::string(result.too_large),
                      result.part);
      if (result.signature)
        answer->Found(CauseOfSignature(*result.signature), *result.signature,
                      result.part);
    }
    return {};
  }

 private:
  Status Send(const ScannerPart& file) {
    const Result<Fd> fd = OpenAt(AT_FDCWD, file.path, O_RDONLY);
    if (!fd.ok()) return fd.error();
    struct stat st = {};
    if (::fstat(fd.value().get(), &st) != 0)
      return SystemError("fstat", file.path);
    if (st.st_size > settings_.max_file_size) {
      results_.push_back({file.number, std::nullopt, "MaxFileSize"});
      return {};
    }
    Status open = session_ ? Status() : OpenSession();
    if (!open.ok()) return open;
    Status sent = session_->Send(file.number, fd.value().get());
    return sent.ok() && session_->closed() ? FinishSession() : sent;
  }

  Status OpenSession() {
    Result<ClamdSession> session = ClamdSession::Open(server_, patience_);
    if (!session.ok()) return session.error();
    session_ = std::move(session.value());
    return {};
  }

  Status FinishSession() {
    // Also where no file was sent: clamd's age counts.
    Status status = session_ || !version_.empty() ? Status() : OpenSession();
    if (!status.ok() || !session_) return status;
    status = session_->Finish();
    if (version_.empty()) version_ = session_->version();
    results_.insert(results_.end(), session_->results().begin(),
                    session_->results().end());
    session_.reset();
    return status;
  }

  const Settings& settings_;
  const ServerAddress& server_;
  ServerPatience patience_;
  std::optional<ClamdSession> session_;
  std::string version_;
  std::vector<ClamdResult> results_;
};

}  // namespace

Status Scan(ScannerAnswer* answer) {
  const Result<Settings> settings = ReadSettings();
  if (!settings.ok()) return settings.error();
  Status parts;
  const Status asked =
      AskServers([&](const ServerAddress& server, ServerPatience patience) {
        Conversation conversation(settings.value(), server, patience);
        const Status done = conversation.Run(&parts);
        if (!parts.ok()) return Status();  // no other server can do better
        return done.ok() ? conversation.Tell(answer) : done;
      });
  return parts.ok() ? asked : parts;
}

}  // namespace sallyport
