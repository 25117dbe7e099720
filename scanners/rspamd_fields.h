// The fields that rspamd wants above the message, as the gate takes them.

#ifndef SALLYPORT_SCANNERS_RSPAMD_FIELDS_H_
#define SALLYPORT_SCANNERS_RSPAMD_FIELDS_H_

#include <vector>

#include "scanners/rspamd_reply.h"

namespace sallyport {

/// Each on one line of printable ASCII. What has no name for a field, or is
/// too long, is left out, and so is what comes behind 12 kB in all.
std::vector<RspamdField> FieldsToAdd(const std::vector<RspamdField>& wanted);

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_RSPAMD_FIELDS_H_
