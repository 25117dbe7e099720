// What a file that lies in markup is saved as: <a download="x" href="data:">,
// a script's a.download = "x", or a name among the URI's own parameters.

#ifndef SALLYPORT_UNPACK_DOWNLOAD_NAME_H_
#define SALLYPORT_UNPACK_DOWNLOAD_NAME_H_

#include <string>
#include <vector>

#include "unpack/inline_block.h"
#include "unpack/source.h"

namespace sallyport {

/// As much of the text on each side of a block is looked at.
inline constexpr size_t kDownloadLook = 4096;

/// Adds the names that the text around `block`, a data: URI or a run of base64,
/// gives to what is in it. False if there are more than can be taken.
bool AddDownloadNames(Source* text, const InlineBlock& block,
                      std::vector<std::string>* names);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_DOWNLOAD_NAME_H_
