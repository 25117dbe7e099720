#include "state/side_table.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <utility>

#include "base/clock.h"
#include "base/fd.h"
#include "base/forked_work.h"
#include "base/io.h"

namespace sallyport {

namespace {

constexpr const char* kTable = "table.mdb";
constexpr const char* kLock = "table.lock";
constexpr size_t kMapBytes = size_t{64} << 20;
constexpr int64_t kLockMs = 20;
constexpr int64_t kWorkMs = 1000;
constexpr mode_t kMode = 0600;
/// One file, no lock table of LMDB's own: ours covers all of it.
constexpr unsigned kFlags = MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOSYNC;

MDB_val Value(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

std::string_view View(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

Result<Fd> TakeLock(int state) {
  Result<Fd> lock = OpenAt(state, kLock, O_RDONLY | O_CREAT, kMode);
  if (!lock.ok()) return lock;
  const Deadline end = Deadline::InMs(kLockMs);
  while (::flock(lock.value().get(), LOCK_EX | LOCK_NB) != 0) {
    if (end.Passed()) return Error{"lock", kLock, EAGAIN};
    const struct timespec moment = {0, 1000000};
    ::nanosleep(&moment, nullptr);
  }
  return lock;
}

/// Opens, works, commits; the code of LMDB, and what the work returned.
std::pair<int, std::string> Work(const std::string& path,
                                 const SideWork& work) {
  MDB_env* env = nullptr;
  int code = ::mdb_env_create(&env);
  if (code == 0) code = ::mdb_env_set_mapsize(env, kMapBytes);
  if (code == 0) code = ::mdb_env_open(env, path.c_str(), kFlags, kMode);
  MDB_txn* txn = nullptr;
  if (code == 0) code = ::mdb_txn_begin(env, nullptr, 0, &txn);
  MDB_dbi database = 0;
  if (code == 0) code = ::mdb_dbi_open(txn, nullptr, 0, &database);
  std::string answer;
  if (code == 0) {
    SideTransaction transaction(txn, database);
    answer = work(&transaction);
    code = transaction.error();
  }
  // Without a commit nothing has happened; the copy's exit closes all.
  if (code == 0) code = ::mdb_txn_commit(txn);
  return {code, std::move(answer)};
}

/// "CODE\nANSWER" from the copy's work.
std::string Encode(const std::pair<int, std::string>& worked) {
  return std::to_string(worked.first) + "\n" + worked.second;
}

std::optional<int> TakeCode(std::string* text) {
  int code = 0;
  const char* end = text->data() + text->size();
  const auto [stop, err] = std::from_chars(text->data(), end, code);
  if (err != std::errc() || stop == end || *stop != '\n') return std::nullopt;
  text->erase(0, static_cast<size_t>(stop - text->data()) + 1);
  return code;
}

/// At most one of a day is kept for a person to look at.
Error PutAside(int state, const std::string& why) {
  constexpr int64_t kDaySeconds = 86400;
  const std::string aside =
      std::string(kTable) + ".bad." +
      std::to_string(Now().seconds() / kDaySeconds * kDaySeconds);
  if (::renameat(state, kTable, state, aside.c_str()) != 0)
    return SystemError("rename", kTable);
  return FormatError("side table", why + ", put aside as " + aside);
}

}  // namespace

void SideTransaction::Note(int code) {
  if (code != 0 && code != MDB_NOTFOUND && error_ == 0) error_ = code;
}

std::optional<std::string> SideTransaction::Get(std::string_view key) {
  MDB_val wanted = Value(key);
  MDB_val found = {};
  const int code = ::mdb_get(txn_, database_, &wanted, &found);
  Note(code);
  if (code != 0) return std::nullopt;
  return std::string(View(found));
}

void SideTransaction::Put(std::string_view key, std::string_view value) {
  MDB_val at = Value(key);
  MDB_val put = Value(value);
  Note(::mdb_put(txn_, database_, &at, &put, 0));
}

void SideTransaction::Delete(std::string_view key) {
  MDB_val at = Value(key);
  Note(::mdb_del(txn_, database_, &at, nullptr));
}

void SideTransaction::Visit(
    std::string_view prefix, std::string_view from, size_t most,
    const std::function<void(std::string_view, std::string_view)>& see) {
  MDB_cursor* cursor = nullptr;
  const int opened = ::mdb_cursor_open(txn_, database_, &cursor);
  Note(opened);
  if (opened != 0) return;
  MDB_val key = Value(from);
  MDB_val value = {};
  int code = ::mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
  for (size_t i = 0; i < most && code == 0 && View(key).starts_with(prefix);
       ++i) {
    see(View(key), View(value));
    code = ::mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
  }
  Note(code);
  ::mdb_cursor_close(cursor);
}

Result<std::string> TransactSideTable(int state, const SideWork& work) {
  const Result<Fd> lock = TakeLock(state);
  if (!lock.ok()) return lock.error();
  const std::string path =
      "/proc/self/fd/" + std::to_string(state) + "/" + kTable;
  // The copy has the lock, too: it is not free before both are gone.
  const Result<ForkedOutcome> outcome =
      RunForked([&] { return Encode(Work(path, work)); },
                {state, lock.value().get()}, Deadline::InMs(kWorkMs));
  if (!outcome.ok()) return outcome.error();
  if (!outcome.value().text) return PutAside(state, outcome.value().how);
  std::string answer = *outcome.value().text;
  const std::optional<int> code = TakeCode(&answer);
  if (!code) return PutAside(state, "a garbled answer");
  if (*code == 0) return answer;
  return PutAside(state, ::mdb_strerror(*code));
}

}  // namespace sallyport
