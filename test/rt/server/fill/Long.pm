package fill::Long;
use strict; use warnings;
sub plan { }
1;
