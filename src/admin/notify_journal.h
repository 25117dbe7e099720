// What a run of `sallyport notify` has sent, notice by notice, until the
// state is stored again: spool/state/notify.journal. Its first line names the
// state that it goes with, by its serial number; then there are lines
//
//   try N     the notice at place N of what is due may be sent from now on
//   back N    the queue program has surely not got it
//   done N    it is not due any more
//
// A line counts when it is whole. Each is durable before what it announces.

#ifndef SALLYPORT_ADMIN_NOTIFY_JOURNAL_H_
#define SALLYPORT_ADMIN_NOTIFY_JOURNAL_H_

#include <cstddef>
#include <string>

#include "admin/notify_state.h"
#include "base/fd.h"
#include "base/result.h"

namespace sallyport {

inline constexpr const char* kNotifyJournal = "notify.journal";

class NotifyJournal {
 public:
  /// Begins the journal of the state with this serial number, in the place of
  /// any earlier one.
  static Result<NotifyJournal> Begin(int directory, uint64_t serial);

  Status Try(size_t place) { return Add("try", place); }
  Status Back(size_t place) { return Add("back", place); }
  /// Durable with the next line, or when Sync() returns.
  void Done(size_t place);
  Status Sync();

 private:
  Status Add(const char* word, size_t place);

  Fd file_;
  std::string pending_;
};

/// Does to what is due what the journal says, if it is that of this state.
void ApplyJournal(int directory, NotifyState* state);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_JOURNAL_H_
