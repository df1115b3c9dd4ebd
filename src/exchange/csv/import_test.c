/* What comes of files: what goes in, what is rejected with which words, and that the
 * same file again changes nothing. */
#include "exchange/csv/fixture_private.h"

void import_first_test(Test *test)
{
    ExchangeFixture fixture;

    exchange_fixture_open_county(&fixture, test);
    check_text(test, exchange_import(&fixture, "persons", exchange_text("name\n甲\n")), SV(""));
    exchange_fixture_close(&fixture);
}
