// The parts of a message for a person to read: each below the one it came out
// of, with what was found in it.

#ifndef SALLYPORT_ADMIN_PART_TREE_H_
#define SALLYPORT_ADMIN_PART_TREE_H_

#include <string>
#include <vector>

#include "mail/finding.h"
#include "mail/manifest.h"

namespace sallyport {

/// "virus by clamd: NAME".
std::string FindingText(const Finding& finding);

/// A line for each part, and below it one for each of its findings; those of
/// no part come last. A row whose parent is not in the list is passed over.
std::string PartTree(const std::vector<ManifestRow>& rows,
                     const std::vector<Finding>& findings);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_PART_TREE_H_
