console.log('ccmon');
