// What the queue program is given: the sender's bytes in an unnamed file of
// their own, proven to be those the mark covers, and the envelope.

#ifndef SALLYPORT_ADMIN_RELEASE_COPY_H_
#define SALLYPORT_ADMIN_RELEASE_COPY_H_

#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "mail/envelope.h"
#include "mail/quarantine_block.h"

namespace sallyport {

/// Who shall get the message. Without `only` and `to` those whose it is;
/// else exactly those who are named: `only` must be among `stored`, `to` may
/// be anyone.
Result<std::vector<std::string>> ChooseRecipients(
    const std::vector<std::string>& stored,
    const std::vector<std::string>& only, const std::vector<std::string>& to);

/// A read-only descriptor at the first of the sender's bytes. The file is
/// unnamed and lies in the file system of `directory`, so the sum is that of
/// the very bytes which are handed on.
Result<Fd> CopyForQueue(int directory, int held_file,
                        const QuarantineBlock& block);

/// The envelope in memory, at its beginning. What a queue program would not
/// take as this envelope is refused.
Result<Fd> EncodeForQueue(const Envelope& envelope);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_RELEASE_COPY_H_
