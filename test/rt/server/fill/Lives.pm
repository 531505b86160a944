package fill::Lives;
use strict; use warnings;
sub plan { }
1;
