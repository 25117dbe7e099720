// VBA projects ([MS-OVBA]): the text of macros, which office programs store
// compressed and apart from the rest of the document.

#ifndef SALLYPORT_UNPACK_VBA_H_
#define SALLYPORT_UNPACK_VBA_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/source.h"

namespace sallyport {

struct VbaModule {
  std::string name;    // of the module
  std::string stream;  // where its text is, in UTF-8
  uint64_t offset = 0;
};

/// Decompresses the container at `offset`. `sink` returns false to have no
/// more. False if it breaks off or is none.
bool DecompressVba(Source* source, uint64_t offset,
                   const std::function<bool(std::string_view)>& sink);

/// The modules that the project's "dir" stream lists.
std::vector<VbaModule> ReadVbaModules(Source* dir);

/// Where the text of a module begins whose place is not known: macros begin
/// with the same word. kNoVbaText if there is none.
inline constexpr uint64_t kNoVbaText = UINT64_MAX;
uint64_t FindVbaText(Source* stream);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_VBA_H_
