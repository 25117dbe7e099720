#include "mail/quarantine_folders.h"

#include <algorithm>

#include "mail/finding.h"
#include "mail/paths.h"

namespace sallyport {

std::vector<std::string> HoldFolders() {
  std::vector<std::string> folders = {kReleased, kDeleted};
  for (size_t i = 0; i < kCategories; ++i) {
    const std::string folder(FolderOf(static_cast<Category>(i)));
    if (std::find(folders.begin(), folders.end(), folder) == folders.end())
      folders.push_back(folder);
  }
  return folders;
}

std::vector<std::string> QuarantineFolders() {
  std::vector<std::string> folders = HoldFolders();
  folders.emplace_back(kArchive);
  return folders;
}

}  // namespace sallyport
