#include "admin/action_log.h"

#include <fcntl.h>

#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"
#include "base/line_log.h"
#include "mail/paths.h"

namespace sallyport {

std::string FormatActionLine(const ActionLine& line) {
  std::string text = LogTime(line.time);
  for (const std::string& field :
       {line.user, line.action, line.id, line.folder})
    text += "\t" + EscapeField(field);
  return text + "\t" + EscapeList(line.recipients) + "\t" +
         EscapeField(line.result);
}

Status RecordAction(int spool, const ActionLine& line) {
  const Result<Fd> log = OpenAt(spool, kLog, O_RDONLY | O_DIRECTORY);
  if (!log.ok()) return log.error();
  return AppendLine(log.value().get(), kActionsLog, kActionsColumns,
                    FormatActionLine(line));
}

}  // namespace sallyport
