// The ids of the gate. Installed `sallyport:sallyport 6711`, it works as
// sallyport, but keeps the caller's real uid for qmail-queue, which writes it
// into the trace ("invoked by uid") and the message's info file. While it
// works, the caller's uid stands only in the effective place, where a sender
// of signals is not looked up: neither SIGSTOP nor SIGKILL of the caller
// reach it.

#ifndef SALLYPORT_QUEUE_IDENTITY_H_
#define SALLYPORT_QUEUE_IDENTITY_H_

#include <sys/types.h>

#include "base/result.h"

namespace sallyport {

/// In the set-uid shape: takes the ids for work. Root as caller becomes
/// sallyport for good. Else nobody changes id.
Status TakeIds(bool set_uid, uid_t* caller);

/// Gives the caller's ids back, as far as they were taken.
Status GiveIdsBack();

/// After GiveIdsBack, when there is no queue program to have them: the spool's
/// files are ours again, for the log.
void TakeFilesBack();

}  // namespace sallyport

#endif  // SALLYPORT_QUEUE_IDENTITY_H_
