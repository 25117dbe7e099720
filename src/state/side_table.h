// The site's shared memory: an LMDB environment in spool/state/, used as a
// side table and never as the truth. One transaction at a time under a lock
// of our own, which is tried for 20 ms and then gone without: a stopped
// holder must not stop mail.
//
// LMDB believes its file: a damaged one makes it abort, crash or go round for
// ever. So a transaction runs in a forked copy of the process (forked_work.h),
// and where that dies, hangs for a second or meets any error, the table is put
// aside and an empty one begins. Nothing is fsynced: what a power failure
// takes or damages is forgotten, no more.
//
// Whoever calls goes on without the table when a call fails.

#ifndef SALLYPORT_STATE_SIDE_TABLE_H_
#define SALLYPORT_STATE_SIDE_TABLE_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct MDB_txn;

namespace sallyport {

/// What a piece of work does inside its transaction. Keys of different uses
/// begin with different letters.
class SideTransaction {
 public:
  SideTransaction(MDB_txn* txn, unsigned database)
      : txn_(txn), database_(database) {}

  std::optional<std::string> Get(std::string_view key);
  void Put(std::string_view key, std::string_view value);
  void Delete(std::string_view key);
  /// The first `most` keys from `from` on that begin with `prefix`, with
  /// their values.
  void Visit(std::string_view prefix, std::string_view from, size_t most,
             const std::function<void(std::string_view key,
                                      std::string_view value)>& see);
  /// The first error code of LMDB; 0 if there was none.
  int error() const { return error_; }

 private:
  void Note(int code);

  MDB_txn* txn_;
  unsigned database_;
  int error_ = 0;
};

/// Runs in a copy of the process: what it finds out is the text it returns,
/// and what it changes is the table.
using SideWork = std::function<std::string(SideTransaction*)>;

/// Runs `work` in one write transaction on the table in the directory
/// `state`; what it returned, once that is committed. Fails with EAGAIN if
/// the lock was not to be had in time.
Result<std::string> TransactSideTable(int state, const SideWork& work);

}  // namespace sallyport

#endif  // SALLYPORT_STATE_SIDE_TABLE_H_
