#include "scanners/server_pool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/clock.h"
#include "base/io.h"
#include "scanners/scanner.h"

namespace sallyport {

namespace {

// Behind the name of a server, in the name of a file; no name has a comma.
constexpr std::string_view kRemembered = ",known";
constexpr size_t kMostRememberedBytes = 4096;

/// One file name for each address; no address begins with a dot.
std::string FileName(const ServerAddress& server) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string name;
  for (const char c : server.text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '.' || c == '-';
    if (plain)
      name += c;
    else
      name += {'_', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return name;
}

}  // namespace

Result<ServerPatience> PatienceOfOptions() {
  const Result<int64_t> connect = NumberOption("CONNECT_SECONDS", 3, 1, 300);
  if (!connect.ok()) return connect.error();
  const Result<int64_t> reply = NumberOption("REPLY_SECONDS", 60, 1, 3600);
  if (!reply.ok()) return reply.error();
  return ServerPatience{static_cast<int>(connect.value() * 1000),
                        static_cast<int>(reply.value() * 1000)};
}

Result<ServerPool> ServerPool::FromOptions(
    Result<ServerAddress> (*parse)(std::string_view)) {
  ServerPool pool;
  for (const std::string& text : ListOption("SERVERS")) {
    Result<ServerAddress> server = parse(text);
    if (!server.ok()) return server.error();
    pool.servers_.push_back(server.value());
  }
  if (pool.servers_.empty())
    return FormatError("configuration lacks the key", "servers");
  const Result<int64_t> retry = NumberOption("RETRY_SECONDS", 60, 0, 86400);
  if (!retry.ok()) return retry.error();
  pool.retry_seconds_ = retry.value();
  if (const std::optional<std::string> memory = Option("DOWN_DIRECTORY")) {
    Result<Fd> directory = OpenDirectory(*memory);
    if (!directory.ok()) return directory.error();
    pool.memory_ = std::move(directory.value());
  }
  return pool;
}

/// True if the file is there and no older than that.
bool ServerPool::IsNoted(const std::string& name, int64_t seconds) const {
  struct stat st = {};
  if (!memory_.valid() || ::fstatat(memory_.get(), name.c_str(), &st,
                                    AT_SYMLINK_NOFOLLOW) != 0)
    return false;
  const int64_t age = Now().seconds() - st.st_mtim.tv_sec;
  return age >= 0 && age < seconds;
}

bool ServerPool::WasDown(const ServerAddress& server) const {
  return IsNoted(FileName(server), retry_seconds_);
}

bool ServerPool::Remembers(const ServerAddress& server, std::string_view what,
                           int64_t seconds) const {
  const std::string name = FileName(server) + std::string(kRemembered);
  if (!IsNoted(name, seconds)) return false;
  const Result<std::string> text =
      ReadFile(memory_.get(), name, kMostRememberedBytes);
  return text.ok() && text.value() == what;
}

/// Best effort, as Note().
void ServerPool::Remember(const ServerAddress& server,
                          std::string_view what) const {
  if (!memory_.valid()) return;
  const Result<Fd> file =
      OpenAt(memory_.get(), FileName(server) + std::string(kRemembered),
             O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file.ok()) static_cast<void>(WriteAll(file.value().get(), what).ok());
}

/// Best effort: what is not remembered costs time, and nothing else.
void ServerPool::Note(const ServerAddress& server, bool down) const {
  if (!memory_.valid()) return;
  const std::string name = FileName(server);
  ::unlinkat(memory_.get(), name.c_str(), 0);
  if (down)
    static_cast<void>(
        OpenAt(memory_.get(), name, O_WRONLY | O_CREAT, 0600).ok());
}

std::vector<const ServerAddress*> ServerPool::InTurn() const {
  std::vector<const ServerAddress*> servers;
  servers.reserve(servers_.size());
  for (const ServerAddress& server : servers_) servers.push_back(&server);
  std::stable_partition(
      servers.begin(), servers.end(),
      [this](const ServerAddress* server) { return !WasDown(*server); });
  return servers;
}

Status ServerPool::Ask(
    const std::function<Status(const ServerAddress&)>& ask) const {
  std::string errors;
  for (const ServerAddress* server : InTurn()) {
    Status asked = ask(*server);
    const bool was_down = WasDown(*server);
    if (asked.ok()) {
      if (was_down) Note(*server, false);
      return asked;
    }
    if (!was_down) Note(*server, true);
    errors += (errors.empty() ? "" : "; ") + asked.error().Text();
  }
  return FormatError("no server answers", errors);
}

Status AskServers(
    const std::function<Status(const ServerAddress&, ServerPatience)>& ask) {
  const Result<ServerPatience> patience = PatienceOfOptions();
  if (!patience.ok()) return patience.error();
  const Result<ServerPool> pool = ServerPool::FromOptions();
  if (!pool.ok()) return pool.error();
  return pool.value().Ask([&](const ServerAddress& server) {
    return ask(server, patience.value());
  });
}

}  // namespace sallyport
