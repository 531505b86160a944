package fill::Files;
use strict; use warnings;
sub plan { }
1;
