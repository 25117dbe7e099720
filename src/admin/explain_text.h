// All that is known of one message, for a person or a program to read.

#ifndef SALLYPORT_ADMIN_EXPLAIN_TEXT_H_
#define SALLYPORT_ADMIN_EXPLAIN_TEXT_H_

#include <string>
#include <vector>

#include "admin/held_details.h"
#include "admin/log_search.h"

namespace sallyport {

struct Explanation {
  std::string id;
  std::vector<LogRow> messages;  // of messages.log
  std::vector<LogRow> kept;      // of viruses.log: held or refused
  std::vector<LogRow> actions;   // of actions.log
  std::vector<HeldDetails> files;

  bool Empty() const;
};

/// What came in, what each scanner said, what was decided and for whom, who
/// did what with it since, and the parts of each file that is still there.
std::string ExplanationText(const Explanation& explanation);

/// One JSON document, with the newline. Fields of logs are as in the logs,
/// escaped; lists are lists.
std::string ExplanationAsJson(const Explanation& explanation);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_EXPLAIN_TEXT_H_
