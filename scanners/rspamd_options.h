// The keys of rspamd's table that say how its answers are read.

#ifndef SALLYPORT_SCANNERS_RSPAMD_OPTIONS_H_
#define SALLYPORT_SCANNERS_RSPAMD_OPTIONS_H_

#include "base/result.h"
#include "scanners/rspamd_verdict.h"

namespace sallyport {

Result<RspamdRules> RspamdRulesOfOptions();

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_RSPAMD_OPTIONS_H_
