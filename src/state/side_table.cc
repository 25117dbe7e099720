#include "state/side_table.h"

#include <fcntl.h>
#include <lmdb.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/clock.h"
#include "base/fd.h"
#include "base/io.h"

namespace sallyport {

namespace {

constexpr const char* kTable = "table.mdb";
constexpr const char* kLock = "table.lock";
constexpr size_t kMapBytes = size_t{64} << 20;
constexpr int64_t kLockMs = 20;
constexpr mode_t kMode = 0600;
/// One file, no lock table of LMDB's own: ours covers all of it.
constexpr unsigned kFlags = MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOMETASYNC;

MDB_val Value(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

std::string_view View(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

sigjmp_buf g_fault;
void JumpOut(int) { ::siglongjmp(g_fault, 1); }

/// Catches the faults of a mapped file that was cut, for one scope.
class FaultGuard {
 public:
  FaultGuard() {
    struct sigaction action = {};
    action.sa_handler = JumpOut;
    for (size_t i = 0; i < kFaults.size(); ++i)
      ::sigaction(kFaults[i], &action, &before_[i]);
  }
  FaultGuard(const FaultGuard&) = delete;
  FaultGuard& operator=(const FaultGuard&) = delete;
  ~FaultGuard() {
    for (size_t i = 0; i < kFaults.size(); ++i)
      ::sigaction(kFaults[i], &before_[i], nullptr);
  }

 private:
  static constexpr std::array kFaults = {SIGBUS, SIGSEGV};
  std::array<struct sigaction, kFaults.size()> before_;
};

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

/// Opens, works, commits. The code of LMDB, or -1 after a fault.
int Work(const std::string& path,
         const std::function<void(SideTransaction*)>& work) {
  // What a fault jumps over is not destroyed; the table is given up then.
  MDB_env* volatile opened = nullptr;
  const FaultGuard guard;
  if (::sigsetjmp(g_fault, 1) != 0) return -1;
  MDB_env* env = nullptr;
  int code = ::mdb_env_create(&env);
  opened = env;
  if (code == 0) code = ::mdb_env_set_mapsize(env, kMapBytes);
  if (code == 0) code = ::mdb_env_open(env, path.c_str(), kFlags, kMode);
  MDB_txn* txn = nullptr;
  if (code == 0) code = ::mdb_txn_begin(env, nullptr, 0, &txn);
  MDB_dbi database = 0;
  if (code == 0) code = ::mdb_dbi_open(txn, nullptr, 0, &database);
  if (code == 0) {
    SideTransaction transaction(txn, database);
    work(&transaction);
    code = transaction.error();
  }
  if (txn != nullptr) {
    if (code == 0)
      code = ::mdb_txn_commit(txn);
    else
      ::mdb_txn_abort(txn);
  }
  if (opened != nullptr) ::mdb_env_close(opened);
  return code;
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

Status TransactSideTable(int state,
                         const std::function<void(SideTransaction*)>& work) {
  Result<Fd> lock = TakeLock(state);
  if (!lock.ok()) return lock.error();
  const std::string path =
      "/proc/self/fd/" + std::to_string(state) + "/" + kTable;
  const int code = Work(path, work);
  if (code == 0) return {};
  // ENOSPC and the like leave the table as it was; all else may be a table
  // that nobody can use any more.
  if (code > 0 && code != EINVAL) return Error{"side table", kTable, code};
  const std::string aside =
      std::string(kTable) + ".bad." + std::to_string(Now().seconds());
  ::renameat(state, kTable, state, aside.c_str());
  return FormatError("side table put aside", aside);
}

}  // namespace sallyport
