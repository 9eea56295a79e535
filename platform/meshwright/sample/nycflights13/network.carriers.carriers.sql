select carrier, name
from airlines
